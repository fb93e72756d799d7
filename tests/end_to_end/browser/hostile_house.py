"""Sources whose words are as wide as pages may write them, and one source of each condition and direction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

from lxml import html

from end_to_end.browser.newsroom import TODAY, Told, page
from fakes.house import House
from fakes.served import Client
from fakes.site import Site

LONG_SLUG = "an-address-that-" + "w" * 48
_LONG_WORD = "Arbeitsunfähigkeitsbescheinigung" * 8
_LONG_ADDRESS = f"https://www.ilo.org/{'resource/' * 20}index.html?{'parameter=' * 10}"
_KICKER = "Technical" + "memorandumof" * 12
HOSTILE = f'<b>{_LONG_WORD}</b> & "quotes" \'\u202eevil'
#: A list that the preview reads, with words as wide as those of the sources.
PASTED = "<h1>News</h1><ul>{}</ul>".format(
    "".join(
        f"<li><a href='/{'a' * 300}/{at}'>{_LONG_WORD} {name}</a> <time>{at} May 2026</time></li>"
        for at, name in enumerate(("crane", "quay", "lock", "ferry"), 1)
    )
)

#: A page without a list, which the preview refuses.
REFUSED = f"<p>{_LONG_WORD}<p><a href=/{'a' * 300}>{_LONG_WORD}</a>"


def _wide(count: int) -> list[Told]:
    titles = (_LONG_WORD, f"See {_LONG_ADDRESS}", "<script>alert(1)</script> & others", "Wages of fishers")
    return [
        Told(
            800000 + count - at,
            f"{titles[at % 4]} ({at})".replace("<", "&lt;"),
            TODAY - timedelta(1 + at),
            _LONG_ADDRESS if at % 2 else _LONG_WORD,
            _KICKER if at % 3 == 0 else "Report",
        )
        for at in range(count)
    ]


def _in(words: str, count: int, first: int) -> list[Told]:
    """Return *count* items of *words*; a Latin abbreviation begins every second one."""
    return [
        Told(
            first + count - at, f"{'ILO: ' if at % 2 else ''}{words} ({at})", TODAY - timedelta(2 + 9 * at), words
        )
        for at in range(count)
    ]


def _lists() -> str:
    """Return a page with two lists under wide headings."""
    other = (
        PASTED.replace("<ul>", "<ul class=others>").replace(f"{'a' * 300}", f"{'b' * 300}").replace("May", "June")
    )
    titled = PASTED.replace("News", f"News {_LONG_WORD}")
    return f"<html lang=en><title>{_LONG_WORD}</title><body>{titled}{other.replace('h1>', 'h2>')}</body></html>"


class HostileHouse:
    """A house of sources that have been polled: `paths` are its pages by what they show."""

    def __init__(self, folder: Path, site: Site) -> None:
        self._site = site
        self.house = House(folder, site)
        self.house.sources = {}
        self._retire = ""
        #: The address of a page with several lists, which is no source.
        self.url_of_lists = f"{site.origin}/lists"
        site.show(_lists(), "/lists")
        titles = {
            LONG_SLUG: f"All news of {_LONG_WORD}",
            "arabic": "أخبار الدول العربية",
            "hebrew": "חדשות העבודה",
            "held": "A source whose poll is quarantined",
            "retired": "A source that has ended",
            "sleepy": "A source of few words",
        }
        self._write(titles)
        self._show(LONG_SLUG, _wide(130), "en")
        self._show("arabic", _in("دليل جديد يساعد المنشآت الصغيرة على تجاوز الأزمة", 60, 810000), "ar")
        self._show("hebrew", _in("מדריך חדש לעבודה הוגנת במפעלים קטנים", 9, 820000), "he")
        self._show("held", _in("Report on working time", 20, 830000), "en")
        self._show("retired", _in("The last numbers of a series", 7, 840000), "en")
        old = [Told(850001, "The only report", date(2021, 10, 4), "It has one page.")]
        self._show("sleepy", old, "en")
        self.house.poll()
        self._retire = (
            'retire = "This series has ended; see https://www.ilo.org/other-series for its successor."\n'
        )
        self._write(titles)
        self._show("held", _in("Notices that are all unknown", 20, 860000), "en")
        self.house.poll()

    def paths(self, client: Client) -> Iterator[tuple[str, str]]:
        """Yield the name and the path of a page of every kind."""
        yield "index", "/"
        for slug in (LONG_SLUG, "arabic", "hebrew", "held", "retired", "sleepy", "all"):
            yield slug, f"/{slug}.html"
        yield "second page", self._older(client, "/all.html")
        yield "found", f"/{LONG_SLUG}.html?q=Arbeit&kicker={quote(_KICKER)}"
        yield "found nothing", f"/{LONG_SLUG}.html?q={quote(HOSTILE)}"
        yield "found in Arabic", f"/arabic.html?q={quote('دليل')}"
        yield "preview", client.preview
        yield "admin site", client.admin
        yield "subscription", f"{client.admin}feed/{LONG_SLUG}"
        yield "subscription of no feed", f"{client.admin}feed/{'no-such-feed' * 30}"
        for slug in (LONG_SLUG, "arabic", "held", "retired"):
            yield f"admin of {slug}", f"{client.admin}source/{slug}"
        yield "missing", f"/{'no-such-feed' * 30}.html"

    def _older(self, client: Client, path: str) -> str:
        """Return the address of the second page of the feed at *path*."""
        (link,) = html.document_fromstring(client.get(path).body).cssselect("nav a[rel=next]")
        return path + link.attrib["href"]

    def files(self) -> list[Path]:
        """Return the pages in the output folder."""
        return sorted(self.house.output.glob("*.html"))

    def _write(self, titles: dict[str, str]) -> None:
        self.house.more = "".join(
            f'[[source]]\nslug = "{slug}"\nurl = "{self._site.origin}/{slug}"\ntitle = "{title}"\n'
            f"{self._retire if slug == 'retired' else ''}"
            for slug, title in titles.items()
        )

    def _show(self, slug: str, items: list[Told], language: str) -> None:
        self._site.show(page(items, slug, language), f"/{slug}")
