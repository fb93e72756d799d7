"""Kinds of card and addresses of items of the ILO's site: what is an item, what is skipped, and why."""

# ruff: noqa: E501 - markup
from __future__ import annotations

from datetime import date

import pytest

from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.core.skipped import LEFT_OUT
from ilofeed.extract import registry

NEWS = "https://www.ilo.org/resource/news/all-news-recent"
PUBLICATIONS = "https://www.ilo.org/publications"
DATE = '<time class="ilo--card--date" datetime="1781049600">10 June 2026</time>'


def read(*cards: str, url: str = NEWS) -> Extraction:
    body = f'<html lang="en"><body><div class="ilo--cardgroup">{"".join(cards)}</div></body></html>'
    return registry.extract(Page(url=url, body=body.encode(), content_type="text/html"), "ilo-cards")


def card(
    href: str | None = "/resource/news/one-card-of-the-page",
    content: str = DATE,
    kind: str = "feature",
    behind: str = "",
) -> str:
    link = f'<a class="ilo--card--link" href="{href}" title="A title"></a>' if href is not None else ""
    return (
        f'<div class="ilo--card ilo--card__type__{kind}">{link}<div class="ilo--card--wrap"><div class="ilo--card--content">'
        f'<p class="ilo--card--title">A title</p>{content}</div></div>{behind}</div>'
    )


def reasons(found: Extraction) -> list[str]:
    return [each.reason for each in found.skipped]


@pytest.mark.parametrize(
    "href",
    [
        "/node/716386", "/es/node/716387", "https://www.ilo.org/node/1", "/media/627781/download", "/fr/media/627781/download",
        "/sites/default/files/2026-05/minutes.pdf", "/sites/default/files/wcmsp5/groups/public/wcms_700001.PDF", "/resource/labour-underutilization",
        "/resource/future-work-scenario-analysis-0", "/resource/news/fishers-rest-1", "/publications/care", "/publications/major-publications/care",
        "/resource/conference-paper/gb/gb355/report-of-the-office", "/resource/other/ilc/ilc114/guide-114th-session", "/resource/ilc/108/record",
        "/ar/resource/news/%D8%AE%D8%A8%D8%B1", "/ar/resource/خبر", "/zh-hans/resource/体面劳动议程", "/resource/training-material/a", "/resource/policy/a",
    ],
)  # fmt: skip
def test_a_dated_card_that_leads_to_a_document_is_an_item(href: str) -> None:
    (item,) = read(card(href)).items

    assert item.published == date(2026, 6, 10)


@pytest.mark.parametrize(
    ("href", "reason"),
    [
        ("/topics-and-sectors/wages", "no_document"), ("/projects-and-partnerships/projects/a-project-of-it", "no_document"),
        ("/publications/reports", "no_document"), ("/resource/news", "no_document"), ("/node/0", "no_document"), ("/node/12/edit", "no_document"),
        (NEWS, "no_document"), (f"{NEWS}?page=2", "no_document"), ("https://voices.ilo.org/podcast/on-work", "other_site"),
        ("https://researchrepository.ilo.org/esploro/outputs/report/A/1", "other_site"), ("https://www.ilo.org.example.net/node/7", "other_site"), (None, "no_link"),
    ],
)  # fmt: skip
def test_a_dated_card_that_is_no_item_is_skipped_with_the_reason(href: str | None, reason: str) -> None:
    found = read(card("/resource/news/fishers-rest"), card(href))

    assert [item.number for item in found.items] == [1]
    assert [(each.number, each.reason) for each in found.skipped] == [(2, reason)]
    assert "A title" in found.skipped[0].text


@pytest.mark.parametrize("href", ["/node/716386", "/media/1/download", "/resource/wages", "/publications/care"])
def test_without_a_date_an_address_that_may_be_a_page_of_any_kind_is_none_of_an_item(href: str) -> None:
    found = read(card("/resource/news/fishers-rest"), card(href, content=""))

    assert (len(found.items), reasons(found)) == (1, ["no_document"])


@pytest.mark.parametrize(
    "url", [PUBLICATIONS, "https://www.ilo.org/ar/publications", "https://www.ilo.org/research-and-publications"]
)
def test_on_a_list_of_publications_each_publication_is_an_item_without_a_date(url: str) -> None:
    cards = [card(f"/publications/{slug}", content="") for slug in ("care", "journals", "flagship-reports")]

    found = read(*cards, url=url)

    assert [item.link for item in found.items] == [f"{PUBLICATIONS}/care"]
    assert reasons(found) == ["no_document", "no_document"]


LINKS = '<div class="ilo--link-list"><ul class="ilo--link-list--links"><li><a class="ilo--link-list--link" href="{}">{}</a></li></ul></div>'


@pytest.mark.parametrize("kind", ["multilink", "score"])
def test_cards_of_several_links_are_items_only_by_a_link_of_their_own(kind: str) -> None:
    links = LINKS.format("/resource/news/the-press-release-of-it", "The press release")

    found = read(card("/publications/flagship-reports/outlook", links, kind), card(None, links, kind))

    assert [item.key for item in found.items] == ["www.ilo.org/publications/flagship-reports/outlook"]
    assert reasons(found) == ["no_link"]


@pytest.mark.parametrize("kind", ["promo", "data", "factlist", "fact-list", "stat"])
def test_promotions_and_figures_are_skipped_wherever_they_lead(kind: str) -> None:
    found = read(card(), card("/resource/news/the-news-of-it", kind=kind))

    assert (len(found.items), reasons(found)) == (1, ["advertises"])


@pytest.mark.parametrize("is_inside", [True, False])
def test_a_call_to_action_is_no_other_link_of_a_card(*, is_inside: bool) -> None:
    action = LINKS.format("/resource/article/quite-another-page", "Read the whole story")
    story = card(content=DATE + action) if is_inside else card(behind=action)

    (item,) = read(story).items

    assert (item.key, item.summary) == ("www.ilo.org/resource/news/one-card-of-the-page", "")


def test_a_card_whose_only_link_is_a_call_to_action_leads_there() -> None:
    one = LINKS.format("/resource/article/the-whole-story-of-it", "Read")
    several = one + LINKS.format("/resource/article/the-other-story-of-it", "Read")

    found = read(card(None, DATE + one), card(None, DATE + several))

    assert [(item.title, item.key) for item in found.items] == [
        ("A title", "www.ilo.org/resource/article/the-whole-story-of-it")
    ]
    assert reasons(found) == ["no_link"]


PROFILE = (
    '<figure class="ilo--profile ilo--profile__size__small"><img class="ilo--profile--avatar" src="/avatar.jpg" alt="Photo of N">'
    '<figcaption class="ilo--profile--figcaption--content"><div class="ilo--profile--name">N. Nguyen</div>'
    '<p class="ilo--profile--role">Director of a department with a long name.</p></figcaption></figure>'
)


def test_the_profile_on_a_card_names_the_author_and_gives_no_picture_and_no_words() -> None:
    picture = '<picture><img class="ilo--card--picture" src="/c.jpg" alt=""></picture>'

    plain, pictured, other = read(
        card(content=PROFILE + DATE, kind="text"), card("/node/2", PROFILE + picture + DATE), card("/node/3")
    ).items

    assert (plain.author, plain.image, plain.summary) == ("N. Nguyen", None, "")
    assert (pictured.author, pictured.image) == ("N. Nguyen", "https://www.ilo.org/c.jpg")
    assert other.author is None


@pytest.mark.parametrize("name", ["ilo--profile--description", "description", "profile-date", "location"])
def test_what_a_profile_says_of_the_author_is_no_part_of_the_item(name: str) -> None:
    said = f'<p class="{name}">Economist, at the office since 3 May 2019</p>'
    profile = f'<figure class="ilo--profile"><div><p class="ilo--profile--name">N. Nguyen</p>{said}</div></figure>'

    (item,) = read(card(content=profile + DATE, kind="text")).items

    assert (item.author, item.summary, item.published, item.place) == ("N. Nguyen", "", date(2026, 6, 10), None)


FACT = '<div class="ilo--card--content--item"><svg data-name="{}"></svg><span datetime="{}">{}</span></div>'


@pytest.mark.parametrize(
    ("facts", "day", "place"),
    [
        (FACT.format("time", "1785499200", "10 September 2026") + FACT.format("pin", "", "Geneva, Switzerland"), date(2026, 9, 10), "Geneva, Switzerland"),
        (FACT.format("time", "", "10 September 2026") + FACT.format("pin", "", "Lima"), date(2026, 9, 10), "Lima"),
        (FACT.format("time", "1785499200", "Today"), date(2026, 7, 31), None),
        (FACT.format("time", "", "10 September 2026") + FACT.format("clock", "", "14:00 CET"), date(2026, 9, 10), None),
        (FACT.format("pin", "", "Online"), None, "Online"),
    ],
)  # fmt: skip
def test_the_facts_of_a_score_card_are_a_date_and_a_place(facts: str, day: date | None, place: str | None) -> None:
    status = '<span class="ilo--status ilo--status__type__alert">Live</span>'

    (item,) = read(card("/resource/other/episode-one", status + facts, "score")).items

    assert (item.published, item.place, item.kicker, item.summary) == (day, place, None, "")


@pytest.mark.parametrize(
    "element",
    ['<time class="ilo--card--date">{}</time>', '<p class="ilo--card--date-extra">{}</p>', "<time>{}</time>"],
)
@pytest.mark.parametrize("words", ["Spring of 2027", "De la fin d’août 2026 à septembre", "Deadline: 3 May 2026"])
def test_a_date_in_an_unknown_form_is_kept_as_printed_and_loses_no_event(element: str, words: str) -> None:
    events = "https://www.ilo.org/meetings-and-events"

    (item,) = read(card("/meetings-and-events/open-house", element.format(words)), url=events).items

    assert (item.published, item.date_text, item.place) == (None, words, None)


@pytest.mark.parametrize(
    ("words", "day", "place"),
    [
        ("Geneva, Switzerland | 10 - 13 August 2026", date(2026, 8, 10), "Geneva, Switzerland"),
        ("Geneva – 10 – 13 August 2026", date(2026, 8, 10), None),
        ("Lima | 31 August - 3 September 2026 | 09:00 - 17:00", date(2026, 8, 31), "Lima"),
        ("Day 3 - 13 August 2026", date(2026, 8, 13), None),
        ("Webinar | 13 August 2026 - Lima, Peru", date(2026, 8, 13), None),
    ],
)
def test_a_range_behind_a_place_begins_on_its_first_date(words: str, day: date, place: str | None) -> None:
    (item,) = read(card(content=f'<p class="ilo--card--date-extra">{words}</p>')).items

    assert item.published == day
    assert place is None or item.place == place


def test_prose_in_the_place_of_a_date_is_none() -> None:
    words = (
        "In 2026 the members of all committees met again, and what they had to say to each other took them a week."
    )

    (item,) = read(card(content=f'<p class="ilo--card--date-extra">{words}</p>')).items

    assert (item.published, item.date_text, item.place) == (None, "", None)


def test_the_rule_for_the_date_of_a_score_card_finds_its_date() -> None:
    facts = FACT.format("time", "1785499200", "10 September 2026") + FACT.format("pin", "", "Geneva")
    status = '<span class="ilo--status">Live</span>'

    found = read(card("/resource/other/episode-one", status + facts, "score"))

    assert found.rules["date"] == "span[datetime]"


def test_a_page_of_cards_without_an_item_is_refused_with_what_was_looked_at() -> None:
    with pytest.raises(ExtractError) as caught:
        read(card("/topics-and-sectors/wages"), card("https://voices.ilo.org/"), card("/media/0/download"))

    assert caught.value.reason == "no_items"
    assert f"3 looked at: 2 {LEFT_OUT['no_document']}, 1 {LEFT_OUT['other_site']}" in str(caught.value)
    assert len(caught.value.candidates) == 3


def test_what_is_no_item_by_its_nature_does_not_count_as_unreadable() -> None:
    garbled = card("/resource/news/a-b-c-d").replace("A title", "\ufffd" * 9)

    found = read(card(), card("/topics-and-sectors/wages"), garbled)

    assert (len(found.skipped), found.unreadable) == (2, 1)
