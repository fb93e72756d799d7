"""Feeds to render: a real page's items, every optional thing, and next to nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

from msgspec.structs import replace

from ilofeed.core.models import Entry, Feed, Item
from ilofeed.core.urls import digest

FIRST_POLL = datetime(2026, 11, 23, 9, 30, 0, tzinfo=UTC)

# The list of November 2026 at /empent/areas/covid-19/news; the addresses are made up.
_SEED = (
    (
        date(2023, 6, 13),
        "13 June 2023",
        (
            "Empowering women in the manufacturing industry: A Pakistani SME’s journey towards gender equality, "
            "workplace cooperation and decent work"
        ),
        (
            "A leading sock manufacturer implemented SCORE Training to tackle workers’ safety concerns while "
            "improving equal opportunities and awareness on gender equality."
        ),
    ),
    (
        date(2023, 1, 25),
        "25 January 2023",
        "Road to economic recovery starts with productive and resilient enterprises",
        (
            'ILO SCORE and GIZ launched a new "Support to Crisis Management for SMEs” project in Tunisia to '
            "strengthen the resilience and adaptability of 100 small businesses to address disruptions and "
            "advance economic recovery and progress"
        ),
    ),
    (
        date(2022, 12, 21),
        "21 December 2022",
        "Jordan launches first ILO SCORE Training programme in the Middle East",
        (
            "The training is set to improve SMEs’ productivity and working conditions in the agri-food sector in "
            "the country."
        ),
    ),
    (
        date(2022, 9, 30),
        "30 September 2022",
        "The ILO Productivity Ecosystems for Decent Work project inaugurates Project Advisory Committee in Ghana",
        (
            "On 14 September 2022, the ILO Productivity Ecosystems for Decent Work project inaugurated the "
            "Project Advisory Committee to serve as a steering committee and guide the implementation of project "
            "activities in Ghana."
        ),
    ),
    (
        date(2022, 9, 28),
        "28 September 2022",
        "ILO and Suriname moving forward to support productivity growth with decent work",
        (
            "The current collaboration between the ILO and key stakeholders in Suriname including the Ministry of "
            "Labour, Employment and Youth Affairs, and constituents has operationalized the Centre for Innovation "
            "and Productivity (CIP) as a mechanism for support to productivity."
        ),
    ),
    (
        date(2022, 6, 1),
        "01 June 2022",
        (
            "Advancing productivity, quality improvement and decent work in Ethiopia’s garment industry - results "
            "so far."
        ),
        (
            "The ILO Programme on Advancing Decent Work and Inclusive Industrialization in Ethiopia (SIRAYE) "
            "identified that a majority of small and medium enterprises (SMEs) in the Ethiopian garment industry "
            "experienced low productivity and poor working conditions. To address this and to establish a robust, "
            "sustainable and inclusive compliance system, the ILO SCORE Programme piloted productivity, quality "
            "and lean production techniques in selected garment factories, with attention to continuous and "
            "measurable improvements."
        ),
    ),
    (
        date(2022, 2, 28),
        "28 February 2022",
        (
            "ILO presents on women’s cooperatives at a side event during the 60th session of the UN Committee on "
            "Social Development (CSD)"
        ),
        "ILO COOP Manager provided a keynote message at a side event on February 11, 2022.",
    ),
)


def entry(
    item: Item, number: int = 1, *, first_seen: datetime = FIRST_POLL, updated: datetime | None = None
) -> Entry:
    """The entry for *item*, seen a second before the one above it."""
    seen = first_seen - timedelta(seconds=number - 1)
    language = item.language.lower() or "und"
    return Entry(
        id=f"tag:feeds.example.org,2026:ilo/{language}/{digest(item.key)}",
        item=item,
        first_seen=seen,
        updated=updated or seen,
    )


def feed(*entries: Entry, slug: str = "news", language: str = "en") -> Feed:
    """A feed of *entries* that says everything a feed can say."""
    return Feed(
        id=f"tag:feeds.example.org,2026:feed/{slug}",
        slug=slug,
        title="News & views",
        description=f"New entries on https://www.ilo.org/{slug}",
        home=f"https://www.ilo.org/{slug}",
        language=language,
        locations={each: f"https://feeds.example.org/{slug}.{each}" for each in ("rss", "atom", "json")},
        ttl=timedelta(minutes=30),
        entries=newest_first(entries),
    )


def newest_first(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """*entries* in the order in which feeds show them."""
    return tuple(sorted(entries, key=lambda each: (each.published, each.first_seen), reverse=True))


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
        for number, (day, date_text, title, summary) in enumerate(_SEED, 1)
    ]
    return Feed(
        id=f"tag:feeds.example.org,2026:feed/{slug}",
        slug=slug,
        title="News on COVID-19 Enterprises Resources",
        description=f"New entries on {home}",
        home=home,
        language="en",
        locations={each: f"https://feeds.example.org/{slug}.{each}" for each in ("rss", "atom", "json")},
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
        previous={each: f"https://feeds.example.org/news.2026-10.{each}" for each in plain.locations},
    )


def _archive() -> Feed:
    plain = _in_language("en")
    return replace(
        plain,
        is_archive=True,
        current=plain.locations,
        locations={each: f"https://feeds.example.org/news.2026-10.{each}" for each in plain.locations},
        previous={each: f"https://feeds.example.org/news.2026-09.{each}" for each in plain.locations},
    )


FEEDS = {
    "seed": _seed(),
    "full": _full(),
    "arabic": _arabic(),
    "minimal": _minimal(),
    "whole": _with_bodies(),
    "archive": _archive(),
    **{language.lower(): _in_language(language) for language in _LANGUAGES},
}
