"""A stand-in for the ILO's site since April 2024: its known addresses, in its structure, with news of our own.

Old addresses answer with the site's kind of 404: a whole HTML page whose head has a node number.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

from msgspec import Struct

from fakes.site import Answer, Site

NEWS = "/resource/news/all-news-recent"
#: The address that documents named before April 2024.
OLD_LIST = "/empent/areas/covid-19/news/lang--en/index.htm"

_PER_PAGE = 20
_NEWEST = date(2026, 11, 20)
_SUBJECTS = (
    "rest hours at sea",
    "pay slips for riders",
    "safety in brickyards",
    "child care at markets",
    "rural skills",
)
_KINDS = (("news", "News"), ("article", "Article"), ("statement", "Statement"))


class Card(Struct, frozen=True, kw_only=True):
    """The content of a card of the site."""

    path: str
    title: str
    date: str
    stamp: int = 1785499200
    kicker: str = ""
    intro: str = ""


def news(count: int, *, first: int = 0, prefix: str = "") -> list[Card]:
    """Return *count* cards of news from number *first* on, the newest on top."""
    return [_news(at, prefix) for at in range(first, first + count)]


def news_page(at: int, *, pages: int = 3, added: int = 0) -> str:
    """Return page number *at*, from 0, of the list of all news, with *added* more items on top."""
    cards = [*news(added, first=-added), *news(pages * _PER_PAGE)][at * _PER_PAGE : (at + 1) * _PER_PAGE]
    rows = "".join(f'<div class="views-row">{card(each)}</div>' for each in cards)
    return page("All news", f'<div class="view">{rows}</div>{_pager(NEWS, at, pages)}')


def page(title: str, content: str, *, language: str = "en") -> str:
    """Return a whole page of the site around *content*, with the picture and the card of its head."""
    return (
        f'<!DOCTYPE html><html lang="{language}" dir="ltr"><head><meta charset="utf-8">'
        f"<title>{title} | International Labour Organization</title></head><body>"
        '<nav><ul><li><a href="/topics-and-sectors">Topics</a></li><li><a href="/search">Search</a></li></ul>'
        "</nav>"
        '<div class="hero"><figure class="hero--background"><picture class="hero--image">'
        '<img class="ilo--card--image" src="/sites/default/files/hero.jpg" alt="A field"></picture></figure>'
        '<div class="hero--card"><div class="ilo--hero-card"><p class="ilo--hero-card--eyebrow">Newsroom</p>'
        f'<h1 class="ilo--hero-card--title">{title}</h1></div></div></div>{content}</body></html>'
    )


def card(each: Card) -> str:
    """Return *each* as a detail card; its link repeats the title with a blank at the end."""
    title, kicker = escape(each.title), f'<p class="ilo--card--eyebrow">{each.kicker}</p>' if each.kicker else ""
    intro = f'<p class="ilo--card--intro">{escape(each.intro)}</p>' if each.intro else ""
    return (
        '<div class="ilo--card ilo--card__type__detail ilo--card__size__wide ilo--card__theme__light">'
        f'<a class="ilo--card--link" href="{each.path}" title="{title} ">'
        f'<span class="ilo--card--link--text">{title} </span></a><div class="ilo--card--wrap">'
        f'<div class="ilo--card--content">{kicker}<p class="ilo--card--title">{title} </p>{intro}'
        f'<time class="ilo--card--date" datetime="{each.stamp}">{each.date}</time></div></div></div>'
    )


def group(cards: list[Card]) -> str:
    """Return *cards* as a group of cards."""
    inner = "".join(f'<div class="ilo--cardgroup--card">{card(each)}</div>' for each in cards)
    return f'<div class="ilo--cardgroup"><div class="ilo--cardgroup--inner">{inner}</div></div>'


def missing_page() -> str:
    """Return the body of a 404, which is a whole page."""
    content = '<div class="ilo--rich-text"><p>We did not find this page. <a href="/">Home</a></p></div>'
    return page("Page not found", content).replace("<head>", '<head><meta name="node_id" content="7">')


def furnish(site: Site, origin: str = "") -> None:
    """Let *site* answer the known addresses as the ILO's site does, and all others with its 404."""
    origin = origin or site.origin
    site.missing = Answer(status=404, body=missing_page().encode())
    for path, body in _pages():
        site.show(body, path)
    for path, body in _feeds():
        site.answer(Answer(body=body.encode(), content_type="application/rss+xml; charset=utf-8"), path)
    for path, body in _sitemap(origin):
        site.answer(Answer(body=body.encode(), content_type="text/xml; charset=UTF-8"), path)
    robots = f"User-agent: *\nDisallow: /search\nDisallow: /admin/\n\nSitemap: {origin}/sitemap.xml\n"
    site.answer(Answer(body=robots.encode(), content_type="text/plain"), "/robots.txt")


def _pages() -> Iterator[tuple[str, str]]:
    for at in range(3):
        yield f"{NEWS}?page={at}" if at else NEWS, news_page(at)
    yield "/resource/news", page("News", group(news(8)))
    yield "/meetings-and-events", page("Meetings and events", _events())
    for kind in ("sectoral", "regional"):
        yield f"/meetings-and-events/{kind}-meetings", page("Meetings", group(_meetings(4, of=kind)))
    publications = [
        Card(path=f"/publications/report-number-{at}", title=f"Report number {at}", date=f"{at + 1} June 2026")
        for at in range(6)
    ]
    yield "/publications", page("Publications", group(publications))
    yield "/webcommon/php/ungm-rss.php", notices_page()
    for prefix in ("fr", "es", "pt-pt"):
        yield f"/{prefix}/resource/news", page("News", group(news(5, prefix=f"/{prefix}")), language=prefix)


def _events() -> str:
    forthcoming, past = group(_meetings(4, year=2027)), group(_meetings(3, of="past"))
    return f"<h2>Ongoing and forthcoming events</h2>{forthcoming}<h2>Past events</h2>{past}"


def _meetings(count: int, *, of: str = "technical", year: int = 2026) -> list[Card]:
    return [
        Card(
            path=f"/meetings-and-events/{of}-meeting-{at}",
            title=f"A {of} meeting on {_SUBJECTS[at % len(_SUBJECTS)]}",
            date=f"{28 + at} August - {3 + at} September {year}",
            kicker="Meeting",
        )
        for at in range(count)
    ]


def notices_page() -> str:
    """Return the page of tender notices, in the markup of the old site; its links lead to another host."""
    rows = "".join(
        f'<li><h5><a href="https://www.ungm.org/Public/Notice/{300000 - at}">Consultancy {at} for a project</a>'
        f'</h5><p class="item-info">Request for proposal | Reference {at}</p>'
        f"<p>Deadline: {20 - at} December 2026</p></li>"
        for at in range(6)
    )
    return f'<html><head><title>Notices</title></head><body><ol class="item-list">{rows}</ol></body></html>'


def _feeds() -> Iterator[tuple[str, str]]:
    for path, title, count in (
        ("/services/rss/category/?catid=9589701", "Jobs", 10),
        ("/feed/", "ILOSTAT", 4),
        ("/rss/podcast/fow-es-es.xml", "Podcast", 3),
    ):
        items = "".join(f"<item><title>{title} {at}</title><link>{path}{at}</link></item>" for at in range(count))
        head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        yield path, f"{head}<title>{title}</title>{items}</channel></rss>"


def _sitemap(origin: str) -> Iterator[tuple[str, str]]:
    """Yield the index of the sitemap and its parts; the newest addresses are in the last part."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    parts = "".join(
        f"<sitemap><loc>{origin}/sitemap.xml?page={at}</loc><lastmod>2026-11-2{at}T08:00Z</lastmod></sitemap>"
        for at in (1, 2, 3)
    )
    yield "/sitemap.xml", f"{head}<sitemapindex {names}>{parts}</sitemapindex>"
    for at in (1, 2, 3):
        cards = news(_PER_PAGE, first=(3 - at) * _PER_PAGE)
        urls = "".join(
            f"<url><loc>{origin}{each.path}</loc><lastmod>2026-11-20T08:00Z</lastmod></url>" for each in cards
        )
        yield f"/sitemap.xml?page={at}", f"{head}<urlset {names}>{urls}</urlset>"


def _news(at: int, prefix: str) -> Card:
    kind, kicker = _KINDS[at % len(_KINDS)]
    subject = _SUBJECTS[at % len(_SUBJECTS)]
    day = _NEWEST - timedelta(days=at)
    number = 100 - at
    return Card(
        path=f"{prefix}/resource/{kind}/what-changed-for-{subject.replace(' ', '-')}-{number}",
        title=f"What changed for {subject}, part {number}",
        date=f"{day.day} {day:%B %Y}",
        stamp=(day.toordinal() - date(1970, 1, 1).toordinal()) * 86400,
        kicker=kicker,
        intro=f"Part {number} of a series.",
    )


def _pager(path: str, at: int, pages: int) -> str:
    next_ = f"?page={at + 1}" if at + 1 < pages else path
    off = "" if at + 1 < pages else " ilo--pagination--disable"
    return (
        '<div class="ilo--pagination ilo--pagination__theme__light">'
        f'<a class="ilo--pagination--first-page ilo--pagination--link" href="{path}">First</a>'
        f'<p class="ilo--pagination--page"><span>{at + 1}</span> <span>of</span> <span>{pages}</span></p>'
        f'<a class="ilo--pagination--next-page ilo--pagination--link{off}" href="{next_}">Next</a></div>'
    )
