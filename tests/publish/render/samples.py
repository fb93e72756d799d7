"""Feeds to render: the items of a real page, a feed with every optional element, and a minimal one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

from msgspec.structs import replace

from ilofeed.core.item_data import Enclosure, ItemData
from ilofeed.core.models import Entry, Feed, Item
from ilofeed.core.urls import digest
from publish.render.seed_list import SEED

FIRST_POLL = datetime(2026, 11, 23, 9, 30, 0, tzinfo=UTC)


def entry(
    item: Item,
    number: int = 1,
    *,
    first_seen: datetime = FIRST_POLL,
    updated: datetime | None = None,
    noon_offset: int = 0,
) -> Entry:
    """Return the entry of *item*, first seen a second before the entry above it."""
    seen = first_seen - timedelta(seconds=number - 1)
    language = item.language.lower() or "und"
    return Entry(
        id=f"tag:feeds.example.org,2026:ilo/{language}/{digest(item.key)}",
        item=item,
        first_seen=seen,
        updated=updated or seen,
        noon_offset=noon_offset,
    )


def feed(*entries: Entry, slug: str = "news", language: str = "en") -> Feed:
    """Return a feed of *entries* with every element that a feed can have."""
    return Feed(
        id=f"tag:feeds.example.org,2026:feed/{slug}",
        slug=slug,
        title="News & views",
        description=f"New entries on https://www.ilo.org/{slug}",
        home=f"https://www.ilo.org/{slug}",
        language=language,
        locations={format: f"https://feeds.example.org/{slug}.{format}" for format in ("rss", "atom", "json")},
        ttl=timedelta(minutes=30),
        entries=newest_first(entries),
    )


def newest_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return *entries* in the order in which feeds show them."""
    return tuple(sorted(entries, key=lambda entry: (entry.published, entry.first_seen), reverse=True))


def _seed() -> Feed:
    slug = "covid-19-enterprises"
    home = "https://www.ilo.org/empent/areas/covid-19/news/lang--en/index.htm"
    items = [
        Item(
            key=f"WCMS_{880000 - number}",
            title=title,
            link=f"https://www.ilo.org/empent/areas/covid-19/news/WCMS_{880000 - number}/lang--en/index.htm",
            language="en",
            summary=summary,
            published=day,
            date_text=date_text,
            number=number,
        )
        for number, (day, date_text, title, summary) in enumerate(SEED, 1)
    ]
    return Feed(
        id=f"tag:feeds.example.org,2026:feed/{slug}",
        slug=slug,
        title="News on COVID-19 Enterprises Resources",
        description=f"New entries on {home}",
        home=home,
        language="en",
        locations={format: f"https://feeds.example.org/{slug}.{format}" for format in ("rss", "atom", "json")},
        entries=tuple(entry(item, number) for number, item in enumerate(items, 1)),
    )


_EVERYTHING = Item(
    key="WCMS_900001",
    title="“Decent work” – the world’s shared goal",
    link="https://www.ilo.org/resource/news/decent-work?page=2&view=full#top",
    language="en",
    summary="Workers & employers agree: 3 < 4, and <b>not bold</b> stays &amp; as it is.",
    published=date(2026, 11, 20),
    date_text="20 November 2026",
    kicker="Press release & more",
    place="Genève, Côte d’Ivoire",
    image="https://www.ilo.org/one.jpg?width=200&height=100",
    number=1,
)
_UNDATED = Item(key="undated", title="No day, no summary", link="https://www.ilo.org/undated", language="en")
_MARKUP = Item(
    key="markup",
    title="a <b> & c",
    link="https://www.ilo.org/markup",
    language="en",
    summary="]]> <script>alert('x')</script>",
    published=date(2026, 11, 19),
)
_ARABIC = Item(
    key="arabic",
    title="منظمة العمل الدولية: «العمل اللائق» للجميع (2026)",
    link="https://www.ilo.org/ar/resource/news/1",
    language="ar",
    summary="يدعو التقرير إلى مزيد من فرص العمل.",
    published=date(2026, 11, 18),
    date_text="18 تشرين الثاني 2026",
    kicker="بيان صحفي",
)
_CHINESE = Item(
    key="chinese",
    title="国际劳工组织：体面劳动",
    link="https://www.ilo.org/zh-hans/resource/news/%E4%BD%93%E9%9D%A2",
    language="zh-Hans",
    summary="报告呼吁创造更多就业机会。",
    published=date(2026, 11, 17),
)
_EMOJI = Item(
    key="emoji",
    title="Safety first 👷🏽‍♀️ 🇨🇭",
    link="https://www.ilo.org/emoji",
    language="EN",  # the feed's, written otherwise
    summary="👩‍👩‍👧‍👦",
    published=date(2026, 11, 16),
)
_TOMORROW = Item(
    key="tomorrow", title="Dated ahead", link="https://www.ilo.org/tomorrow", published=date(2026, 11, 24)
)
_NAMELESS = Item(key="nameless", title="", link="https://www.ilo.org/nameless", summary="Only a summary.")


def _full() -> Feed:
    finer = FIRST_POLL + timedelta(microseconds=999_999)
    elsewhere = FIRST_POLL.astimezone(timezone(timedelta(hours=5, minutes=30)))
    revised = FIRST_POLL + timedelta(days=2, hours=3)
    return feed(
        entry(_EVERYTHING, 1, updated=revised),
        entry(_UNDATED, 2, first_seen=finer),
        entry(_MARKUP, 3),
        entry(_ARABIC, 4),
        entry(_CHINESE, 5),
        entry(_EMOJI, 6, first_seen=elsewhere),
        entry(_TOMORROW, 7),
        entry(_NAMELESS, 8),
    )


def _arabic() -> Feed:
    return feed(entry(_ARABIC, 1), entry(_UNDATED, 2), slug="arabic", language="ar")


def _minimal() -> Feed:
    return Feed(
        id="urn:uuid:5d0f7a4e-8a3c-5f0e-9a55-2b7f6c1d9e42",
        slug="minimal",
        title="Minimal",
        description="",
        home="https://example.org/news",
        ttl=timedelta(seconds=10),
        entries=(entry(Item(key="one", title="One", link="https://example.org/one")),),
    )


BODY = (
    '<p>The <strong>text</strong> of an article, with <a href="https://www.ilo.org/">a link</a> &amp; a list:</p>'
    "<ul><li>one</li><li>two</li></ul>"
)

# A sentence in each language in which the ILO publishes, and what it calls a press release.
_LANGUAGES = {
    "ar": ("العمل اللائق للجميع", "بيان صحفي"),
    "de": ("Menschenwürdige Arbeit für alle", "Pressemitteilung"),
    "en": ("Decent work for all", "Press release"),
    "es": ("Trabajo decente para todos", "Comunicado de prensa"),
    "fr": ("Un travail décent pour tous", "Communiqué de presse"),
    "it": ("Lavoro dignitoso per tutti", "Comunicato stampa"),
    "ja": ("すべての人にディーセント・ワークを", "プレスリリース"),
    "pt-BR": ("Trabalho decente para todos", "Comunicado de imprensa"),
    "ru": ("Достойный труд для всех", "Пресс-релиз"),
    "tr": ("Herkes için insana yakışır iş", "Basın bülteni"),
    "zh-Hans": ("人人享有体面劳动", "新闻稿"),
}


def _in_language(language: str) -> Feed:
    sentence, kicker = _LANGUAGES[language]
    items = [
        Item(
            key=f"{language}-{number}",
            title=f"{sentence} ({number})",
            link=f"https://www.ilo.org/{language.lower()}/resource/news/{number}",
            language=language,
            summary=f"{sentence}. “{sentence}” – {sentence}!",
            published=date(2026, 11, 20) - timedelta(days=number),
            kicker=kicker,
            place=sentence.split()[0],
            image=f"https://www.ilo.org/{number}.jpg",
        )
        for number in (1, 2, 3)
    ]
    return feed(*(entry(item, number) for number, item in enumerate(items, 1)), slug="news", language=language)


def _with_bodies() -> Feed:
    plain = _full()
    return replace(
        plain,
        bodies={entry.id: BODY for entry in plain.entries[:3]},
        authors={plain.entries[1].id: "www.example.org"},
        hubs=("https://hub.example.org/", "https://hub.example.net/publish"),
        previous={format: f"https://feeds.example.org/news.2026-10.{format}" for format in plain.locations},
    )


def _archive() -> Feed:
    plain = _in_language("en")
    return replace(
        plain,
        is_archive=True,
        current=plain.locations,
        locations={format: f"https://feeds.example.org/news.2026-10.{format}" for format in plain.locations},
        previous={format: f"https://feeds.example.org/news.2026-09.{format}" for format in plain.locations},
    )


def _of_data() -> Feed:
    """Return a feed of items that came from a feed."""
    told = _item_of_data()
    silent = Item(key="silent", title="No data", link="https://www.ilo.org/silent", data=ItemData())
    entries = (entry(told, noon_offset=-10_530), entry(silent, 2))
    return replace(feed(*entries), bodies={entries[0].id: BODY})


def _item_of_data() -> Item:
    return Item(
        key="episode",
        title="Work & play, episode 7",
        link="https://www.ilo.org/episodes/7",
        language="en",
        summary="A conversation.",
        published=date(2026, 11, 20),
        author="A. N. Author",
        data=ItemData(
            name="tag:ilo.org,2026:episode-7",
            at=datetime(2026, 11, 20, 9, 4, 30, tzinfo=UTC),
            html=BODY,
            enclosures=(
                Enclosure(url="https://www.ilo.org/episodes/7.mp3?a=1&b=2", type="audio/mpeg", length=987_654_321),
                Enclosure(url="https://www.ilo.org/episodes/7"),
            ),
            categories=("Podcast", "Skills & jobs <new>"),
        ),
    )


FEEDS = {
    "data": _of_data(),
    "seed": _seed(),
    "full": _full(),
    "arabic": _arabic(),
    "minimal": _minimal(),
    "whole": _with_bodies(),
    "archive": _archive(),
    "ended": replace(_minimal(), slug="ended", farewell="This feed has ended."),
    **{language.lower(): _in_language(language) for language in _LANGUAGES},
}
