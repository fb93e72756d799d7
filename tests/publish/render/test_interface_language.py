"""Pages whose own words are in another language than those of their entries."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from jinja2 import nodes
from lxml import html
from msgspec.structs import replace

from ilofeed.core.language import DEFAULT_INTERFACE, INTERFACES
from ilofeed.core.models import Feed, Source
from ilofeed.core.state import Condition, Health, Outcome, PollReport
from ilofeed.publish import render
from ilofeed.publish.render.page_templates import environment
from ilofeed.publish.summary import FeedDetail, FeedSummary, feed_summary
from publish.render.samples import FEEDS

AT = datetime(2026, 11, 29, 14, 5, tzinfo=UTC)
TODAY = date(2026, 11, 30)
OTHERS = [language for language in INTERFACES if language != DEFAULT_INTERFACE]

#: The attributes whose values a browser shows or reads aloud.
SHOWN_ATTRIBUTES = re.compile(r'\b(?:alt|aria-label|content|placeholder|title)="([^"]*)"')


def summary(feed: Feed, condition: Condition = Condition.OK) -> FeedSummary:
    health = Health(
        source=Source(slug=feed.slug, url=feed.home),
        condition=condition,
        reason="timeout",
        last_poll=AT,
        last_success=AT - timedelta(days=2),
        next_poll=AT + timedelta(hours=1),
        overdue_at=AT,
        held_since=AT if condition is Condition.QUARANTINED else None,
    )
    counts = {"2026-11": 40, "2026-09": 12}
    found = feed_summary(feed, counts, date(2026, 11, 20), AT, due_by=date(2026, 12, 1))
    return replace(found, condition=condition, health=health)


def detail(feed: Feed, condition: Condition = Condition.OK) -> FeedDetail:
    polls = ((AT, PollReport(source=feed.slug, outcome=Outcome.CHANGED, new=2)),)
    return FeedDetail(
        summary=summary(feed, condition),
        entries=feed.entries,
        revisions=(),
        polls=polls,
        kickers=("Press release",),
        languages=("en", "fr"),
        today=TODAY,
    )


def page(feed: Feed, interface: str, found: FeedDetail | None = None) -> html.HtmlElement:
    shown = found or detail(feed)
    return html.document_fromstring(render.page(feed, [], shown.summary, shown, interface=interface))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["S’abonner", "Interrogations", "environ cinq par semaine, dernière entrée il y a 10 jours"]),
        ("es", ["Suscribirse", "Consultas", "alrededor de cinco por semana, última entrada hace 10 días"]),
    ],
)
def test_the_page_of_a_feed_is_in_the_language_of_the_interface(language: str, expected: list[str]) -> None:
    text = page(FEEDS["en"], language).text_content()

    assert [words for words in expected if words not in text] == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["2 flux de pages qui", "Dernière interrogation le 29 novembre 2026 à 14:05 UTC, prochaine le"]),
        ("es", ["2 canales de páginas que", "Última consulta el 29 de noviembre de 2026, 14:05 UTC, próxima el"]),
    ],
)
def test_the_page_of_all_feeds_is_in_the_language_of_the_interface(language: str, expected: list[str]) -> None:
    body = render.index([summary(FEEDS["en"]), summary(FEEDS["ar"])], today=TODAY, interface=language)

    found = html.document_fromstring(body)
    assert found.get("lang") == language
    assert [words for words in expected if words not in found.text_content()] == []
    assert {each.get("lang") for each in found.cssselect("h2, .latest")} == {"en", "ar"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "New entries of 3 sources"),
        ("fr", "Nouvelles entrées de 3 sources"),
        ("es", "Entradas nuevas de 3 fuentes"),
    ],
)
def test_a_feed_of_several_sources_names_their_number(language: str, expected: str) -> None:
    feed = replace(
        FEEDS["en"], home="https://feeds.example.org/news.html", sources=3, description="New entries of 3 sources"
    )

    assert page(feed, language).cssselect("header p.faint")[1].text_content() == expected


@pytest.mark.parametrize("language", OTHERS)
def test_entries_keep_their_language(language: str) -> None:
    found = page(FEEDS["ar"], language)

    assert (found.get("lang"), found.get("dir")) == ("ar", "rtl")
    assert found.cssselect("body")[0].get("lang") == language
    assert {each.get("lang") for each in found.cssselect("h1, .entries")} == {"ar"}
    assert {each.get("lang") for each in found.cssselect(".entries time")} == {language}
    assert found.cssselect("meta[name=description]")[0].get("lang") == language


def test_a_page_in_the_language_of_its_feed_declares_it_once() -> None:
    found = page(FEEDS["fr"], "fr")

    assert found.get("lang") == "fr"
    assert found.cssselect("body")[0].get("lang") is None


@pytest.mark.parametrize("language", OTHERS)
def test_a_search_is_described_in_the_language_and_its_words_are_text(language: str) -> None:
    wanted = replace(
        detail(FEEDS["en"]), words="<b>a", kicker="%(count)s", language="fr", count=1234, is_count_exact=False
    )

    (found,) = page(FEEDS["en"], language, wanted).cssselect(".found")

    assert [each.text for each in found.cssselect("bdi")] == ["<b>a", "%(count)s", "fr"]
    assert (
        found.cssselect("strong")[0].text_content()
        == {
            "fr": "Au moins 1\u202f234 entrées",
            "es": "Al menos 1234 entradas",
        }[language]
    )


@pytest.mark.parametrize("language", OTHERS)
def test_a_message_of_the_gate_is_marked_as_english(language: str) -> None:
    held = replace(detail(FEEDS["en"], Condition.QUARANTINED), why_held="9 of 10 items are gone")

    (notice,) = page(FEEDS["en"], language, held).cssselect(".notice")

    (message,) = notice.cssselect("span")
    assert (message.get("lang"), message.text) == ("en", "9 of 10 items are gone")


@pytest.mark.parametrize("language", INTERFACES)
@pytest.mark.parametrize("condition", Condition)
def test_every_condition_is_shown_without_an_empty_place(condition: Condition, language: str) -> None:
    found = page(FEEDS["en"], language, detail(FEEDS["en"], condition))

    assert not re.search(
        r"%\(|\(\)|\s[,.]|\bNone\b", " ".join(found.cssselect("header")[0].text_content().split())
    )


def test_the_feeds_do_not_depend_on_the_language_of_the_interface() -> None:
    feed = FEEDS["en"]

    before = {format: render.render(feed, format) for format in render.FORMATS}
    render.page(feed, interface="fr")

    assert {format: render.render(feed, format) for format in render.FORMATS} == before


TEMPLATES = sorted(path.name for path in (Path(render.__file__).parent / "templates").glob("*.html"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_all_words_of_a_template_are_messages(name: str) -> None:
    made = environment(DEFAULT_INTERFACE)
    assert made.loader is not None
    tree = made.parse(made.loader.get_source(made, name)[0])

    markup = "".join(each.data for each in tree.find_all(nodes.TemplateData))
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", markup, flags=re.DOTALL)
    chosen = [
        each.value
        for choice in tree.find_all(nodes.CondExpr)
        for each in choice.iter_child_nodes()
        if isinstance(each, nodes.Const)
    ]

    assert re.findall(r"[^\W\d_]{2,}", text) == []
    assert [value for value in SHOWN_ATTRIBUTES.findall(markup) if re.search(r"[^\W\d_]{2,}", value)] in (
        [],
        ["width=device-width, initial-scale=1", "noindex"],
    )
    assert [value for value in chosen if isinstance(value, str) and re.search(r"[A-Za-z] ?[a-z]{2,}", value)] == []
