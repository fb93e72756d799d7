"""The sitemap as a witness: pages that a list never shows are noticed; a healthy list raises no alarm. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from fakes.clock import START
from ilofeed.core import urls as address
from ilofeed.core.models import Entry, Item, Source
from ilofeed.core.sitemap_state import Location, Unseen, WitnessState
from ilofeed.core.state import Condition, Event, SourceState
from ilofeed.decide import alerts, sitemap_witness

SITE = "https://www.ilo.org"
NEWS = Source(slug="news", url=f"{SITE}/resource/news/all-news-recent", witness=f"{SITE}/sitemap.xml")
FOLDER = ("www.ilo.org/resource/news/",)
HOUR = timedelta(hours=1)
DAY_ONE = date(2026, 10, 1)


def link(at: int, folder: str = "/resource/news") -> str:
    return f"{SITE}{folder}/item-{at:03}x"


def known(*links: str) -> list[Entry]:
    """Return an entry for each of *links*, a day apart, the latest first."""
    return [
        Entry.first(
            f"id-{at}",
            Item(key=address.canonical(each), title=f"Item {at}", link=each, published=_day(each)),
            frozenset(),
            START,
        )
        for at, each in enumerate(links)
    ]


def _day(url: str) -> date:
    digits = "".join(filter(str.isdigit, url.rpartition("/")[2]))
    return DAY_ONE + timedelta(days=int(digits or 0))


def listed(numbers: Sequence[int], *, dated: bool = True) -> dict[str, Location]:
    """Return the pages with these *numbers* as a sitemap lists them."""
    found = [Location(url=link(at), modified=_day(link(at)) if dated else None) for at in numbers]
    return {address.canonical(each.url): each for each in found}


def compared(
    pages: dict[str, Location], shown: Sequence[int], ever: Sequence[int] | None = None
) -> sitemap_witness.Comparison:
    """Compare *pages* with a list whose latest entries are *shown*; *ever* are all that it has shown."""
    entries = known(*map(link, sorted(shown, reverse=True)))
    names = {address.canonical(link(at)) for at in (shown if ever is None else ever)}
    return sitemap_witness.compare(pages, names, entries, FOLDER)


def numbers(found: sitemap_witness.Comparison) -> list[int]:
    return [int(url[-4:-1]) for url in found.urls]


@pytest.mark.parametrize("dated", [True, False])
def test_pages_that_are_newer_than_all_of_a_frozen_list_are_unseen(*, dated: bool) -> None:
    found = compared(listed(range(60), dated=dated), range(30, 50))

    assert numbers(found) == list(range(59, 49, -1))
    assert found.problem == ""


def test_a_list_that_shows_everything_has_nothing_unseen() -> None:
    assert compared(listed(range(60)), range(30, 60)) == sitemap_witness.Comparison()


def test_pages_between_those_that_are_shown_are_unseen_too() -> None:
    found = compared(listed(range(60)), [at for at in range(30, 60) if at % 5])

    assert numbers(found) == [55, 50]
    assert found.problem == ""


def test_pages_from_before_the_list_began_are_not_missed() -> None:
    assert numbers(compared(listed(range(500), dated=False), range(480, 500))) == []


def test_an_old_page_that_was_edited_is_not_taken_for_a_new_one() -> None:
    pages = listed(range(60))
    old = address.canonical(link(3))
    pages[old] = replace(pages[old], modified=date(2026, 11, 22))

    assert numbers(compared(pages, range(30, 60))) == []


def test_a_page_that_was_added_late_and_changed_long_ago_is_none_of_the_newest() -> None:
    pages = listed(range(60)) | {
        address.canonical(link(900)): Location(url=link(900), modified=date(2020, 1, 1)),
    }

    assert numbers(compared(pages, range(30, 60))) == []


def test_one_entry_in_an_old_place_does_not_move_the_line() -> None:
    assert numbers(compared(listed(range(60)), [2, *range(40, 60)])) == []


def test_a_sitemap_with_the_newest_first_is_understood() -> None:
    assert numbers(compared(listed(range(59, -1, -1)), range(30, 50))) == list(range(59, 49, -1))
    assert numbers(compared(listed(range(59, -1, -1), dated=False), range(40, 60))) == []


def test_a_list_that_shows_a_selection_is_no_witness_against_itself() -> None:
    found = compared(listed(range(100)), range(10, 100, 5))

    assert found.problem == (
        "the list shows only 9 of the 45 newest addresses under www.ilo.org/resource/news/;"
        " a witness is for lists that show all of them, so remove `witness` from this source"
    )


def test_a_list_that_stopped_before_the_last_parts_begin_is_blind() -> None:
    assert numbers(compared(listed(range(60, 80)), range(30, 50))) == list(range(79, 59, -1))


def test_a_page_changed_on_the_date_of_the_last_entry_is_not_newer() -> None:
    pages = {address.canonical(link(901)): Location(url=link(901), modified=_day(link(49)))}

    assert compared(pages, range(30, 50)).urls == ()


def test_addresses_that_never_match_are_a_problem_not_an_alarm() -> None:
    found = compared(listed(range(20)), range(30, 50))

    assert found.urls == ()
    assert found.problem == "none of the 20 addresses under www.ilo.org/resource/news/ was ever on the list"
    assert compared({}, range(30, 50)).problem.startswith("the last parts of the sitemap list no address under")


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([link(at) for at in range(9)], FOLDER),
        ([link(at, "/es/resource/news") for at in range(9)], ("www.ilo.org/es/resource/news/",)),
        ([*(link(at) for at in range(9)), link(9, "/publications")], FOLDER),
        (
            [*(link(at) for at in range(6)), *(link(at, "/resource/article") for at in range(4))],
            ("www.ilo.org/resource/news/", "www.ilo.org/resource/article/"),
        ),
        ([*(link(at, "/fr/resource/news") for at in range(6)), *(link(at) for at in range(4))],
         ("www.ilo.org/fr/resource/news/",)),
        ([link(at, f"/resource/gb/gb35{at}") for at in range(9)], ("www.ilo.org/resource/gb/",)),
        ([link(at, f"/news/2026/{at}") for at in range(9)], ("www.ilo.org/news/",)),
        ([f"{SITE}/news/detail?id={at}" for at in range(9)], ("www.ilo.org/news/",)),
        ([link(at, "") for at in range(9)], ()),
        ([link(at, "/es") for at in range(9)], ()),
        ([link(0), link(1)], ()),
        ([f"https://example.org/news/{at}" for at in range(9)], ()),
        ([f"{SITE}/{name}/x" for name in "abcdefgh"], ()),
        ([], ()),
    ],
)  # fmt: skip
def test_the_kind_of_a_list_is_the_folder_of_its_entries(links: list[str], expected: tuple[str, ...]) -> None:
    assert sitemap_witness.folders(known(*links), NEWS) == expected


def test_pages_of_the_list_are_those_in_its_folder_in_its_language_and_not_the_list_itself() -> None:
    urls = [
        NEWS.url,
        f"{SITE}/resource/news",
        f"{SITE}/resource/news/",
        link(1, "/es/resource/news"),
        link(1, "/resource/newsletters"),
        link(2) + "/?utm_source=x",
        "https://ilo.org/resource/news/%D8%B9",
    ]

    found = sitemap_witness.pages([Location(url=url) for url in urls], FOLDER, NEWS)

    assert list(found) == [address.canonical(link(2)), "www.ilo.org/resource/news/%D8%B9"]


def remembered(*, checked: datetime, since: datetime) -> SourceState:
    unseen = (Unseen(url=link(1), since=since),)
    return SourceState(slug="news", witness=WitnessState(url=NEWS.witness, checked_at=checked, unseen=unseen))


@pytest.mark.parametrize(("hours", "count"), [(0, 0), (12, 0), (23.9, 0), (24, 1), (400, 1)])
def test_a_page_is_reported_when_a_comparison_finds_it_unseen_after_the_grace_period(
    hours: float, count: int
) -> None:
    state = remembered(checked=START + hours * HOUR, since=START)

    assert len(sitemap_witness.reported(NEWS, state)) == count


def test_what_another_sitemap_said_does_not_count() -> None:
    state = remembered(checked=START + 48 * HOUR, since=START)

    assert sitemap_witness.reported(replace(NEWS, witness=""), state) == ()
    assert sitemap_witness.reported(replace(NEWS, witness=f"{SITE}/other.xml"), state) == ()
    assert sitemap_witness.is_due(replace(NEWS, witness=f"{SITE}/other.xml"), state, START)
    assert sitemap_witness.reported(NEWS, None) == ()


@pytest.mark.parametrize(("hours", "expected"), [(-1, True), (0, False), (11.9, False), (12, True)])
def test_a_sitemap_is_asked_twice_a_day_at_most(hours: float, *, expected: bool) -> None:
    state = remembered(checked=START, since=START)

    assert sitemap_witness.is_due(NEWS, state, START + hours * HOUR) is expected
    assert sitemap_witness.is_due(NEWS, SourceState(slug="news"), START)
    assert not sitemap_witness.is_due(replace(NEWS, witness=""), state, START + 99 * HOUR)


def test_the_time_since_when_a_page_is_unseen_stays_and_a_clock_that_was_ahead_does_not_stretch_it() -> None:
    before = WitnessState(
        url="", unseen=(Unseen(url="a", since=START - HOUR), Unseen(url="b", since=START + 99 * HOUR))
    )

    found = sitemap_witness.updated(before, ["c", "a", "b"], START)

    assert {each.url: each.since for each in found} == {"a": START - HOUR, "b": START, "c": START}


def test_of_too_many_pages_those_found_first_stay() -> None:
    first = sitemap_witness.updated(WitnessState(), [str(at) for at in range(100)], START)
    later = sitemap_witness.updated(WitnessState(unseen=first), [str(at) for at in range(-50, 100)], START + HOUR)

    assert len(first) == len(later) == 30
    assert first == later


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition.OK, Event.BLIND),
        (Condition.QUIET, Event.BLIND),
        (Condition.QUARANTINED, Event.QUARANTINED),
        (Condition.GONE, Event.FAILING),
        (Condition.NEW, None),
    ],
)
def test_a_blind_list_is_an_event_of_its_own_while_nothing_else_is_wrong(
    condition: Condition, expected: Event | None
) -> None:
    assert alerts.event(condition, SourceState(slug="news"), after=3, is_blind=True) is expected
