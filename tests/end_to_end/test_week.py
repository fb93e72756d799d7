"""A week of fifty sources, by a clock of our own: polls where they belong, alerts as promised.

The pipeline, the manners, the store and the alerts are the real ones; only time and the network are not.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from fakes.clock import FakeClock
from fakes.pages import Listed, ilo_list
from fakes.polite import FakeClient
from ilofeed.app import timetable, use_cases
from ilofeed.app.container import Container
from ilofeed.app.daemon.tick import TICK
from ilofeed.config.loader import parse
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.state import Notification, Outcome
from ilofeed.decide.schedule import due

MONDAY = datetime(2026, 11, 16, 0, 0, 30, tzinfo=UTC)
END = MONDAY + timedelta(days=7)
ASLEEP, AWAKE = MONDAY + timedelta(days=5, hours=1), MONDAY + timedelta(days=5, hours=11)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SHOWN = 12

HOURLY = [f"hourly-{number}" for number in range(28)]
SELDOM = [f"seldom-{number}" for number in range(5)]
WORKDAYS = [f"workdays-{number}" for number in range(3)]
BUSY = [f"busy-{number}" for number in range(4)]
ILL = [f"ill-{number}" for number in range(3)]
AUTO = ["auto-lively", "auto-steady", "auto-silent"]
OTHERS = ["full-hour", "gone"]
ODD = ["other-list", "hushed"]  # held back for a day; silent for twelve days, and until Saturday


@dataclass
class World(FakeClient):
    """Every server, and when each of their pages was asked for."""

    clock: FakeClock
    asked: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    shown: dict[str, tuple[int, int]] = field(default_factory=dict)  #: the newest, first and last

    def answer(self, url: str, etag: str) -> Page | NotModified:
        if url.endswith("/robots.txt"):
            raise FetchError("status_404", "none", status=404)
        slug = urlsplit(url).path.strip("/")
        self.asked[slug].append(self.clock.now())
        self._fail(slug, self.clock.now() - MONDAY)
        return self._page(slug, url, etag)

    def _fail(self, slug: str, since: timedelta) -> None:
        if slug in ILL and DAY <= since < 3 * DAY:
            raise FetchError("status_500", "ill", status=500)
        if slug == "gone" and since > 2 * DAY:
            raise FetchError("status_410", "gone", status=410)
        if slug == BUSY[0] and 2 * DAY < since < 2 * DAY + 2 * HOUR:
            raise FetchError("status_429", "busy", status=429, not_before=self.clock.now() + 6 * HOUR)

    def _page(self, slug: str, url: str, known: str) -> Page | NotModified:
        every = {"auto-lively": HOUR, "auto-steady": 4 * DAY, "auto-silent": 400 * DAY}.get(slug, 2 * DAY)
        since, until = self.clock.now() - MONDAY, self.clock.now()
        if slug == "hushed" and since < 5 * DAY:
            until = MONDAY - 12 * DAY
        shift = int.from_bytes(slug.encode(), "big") % 1000 * every / 1000
        count = (until - datetime(2024, 1, 1, tzinfo=UTC) - shift) // every
        is_other = slug == "other-list" and 2 * DAY <= since < 3 * DAY
        what, first = ("Minutes", 300000) if is_other else ("Report", 200000)
        etag = f'"{count} {what}"'
        if known == etag:
            return NotModified(url=url)
        items = []
        for at in range(count, count - SHOWN, -1):
            day = datetime(2024, 1, 1, tzinfo=UTC) + shift + at * every
            items.append(Listed(number=first + at, title=f"{what} {at} of {slug}", day=f"{day:%d %B %Y}"))
        self.shown[slug] = (self.shown.get(slug, (count, count))[0], count)
        return Page(url=url, body=ilo_list(items).encode(), validators=Validators(etag=etag))


@dataclass(frozen=True)
class Week:
    """What came of it."""

    world: World
    letters: list[tuple[datetime, dict[str, Any]]]
    polls: dict[str, list[tuple[datetime, Outcome]]]
    entries: Mapping[str, int]

    def times(self, slug: str) -> list[datetime]:
        return [at for at, _ in self.polls[slug]]

    def gaps(self, slug: str, since: datetime = MONDAY, until: datetime = ASLEEP) -> list[timedelta]:
        return [
            after - before for before, after in pairwise(self.times(slug)) if since <= before and after < until
        ]

    def alerts(self) -> list[tuple[str, str]]:
        return [(each["source"], each["event"]) for _, letter in self.letters for each in letter["data"]["alerts"]]


def configuration() -> str:
    text = '[ilofeed]\ntimezone = "Europe/Zurich"\n[fetch]\nmin_delay = "0s"\n[alerts]\ncommand = ["tell"]\n'
    for slugs, more in (
        (HOURLY, ""),
        (SELDOM, 'interval = "6h"'),
        (WORKDAYS, 'cron = "30 7 * * 1-5"'),
        (BUSY, ""),
        (ILL, ""),
        (AUTO, 'interval = "auto"'),
        (ODD, ""),
        (OTHERS, 'cron = "0 * * * *"'),
    ):
        for slug in slugs:
            host = "busy" if slug in BUSY else slug
            text += f'[[source]]\nslug = "{slug}"\nurl = "https://{host}.example.org/{slug}"\n{more}\n'
    return text


@pytest.fixture(scope="session")  # a worker that takes tests from another one would make it again
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    clock = FakeClock(MONDAY)
    world = World(clock)
    found = Week(world=world, letters=[], polls=defaultdict(list), entries={})
    folder = tmp_path_factory.mktemp("week")
    with Container(parse(configuration(), folder=Path(folder)), clock=clock) as app:
        app.services.network.__dict__["fetcher"] = world
        app.dispatcher._channels["command"] = lambda letter: _deliver(found, clock, letter)
        assert len(app.config.sources) == 50
        while clock.now() < END:
            for source in timetable.due_sources(app):
                report = use_cases.poll_due(app, source)
                assert report is not None
                found.polls[source.slug].append((clock.now(), report.outcome))
            list(use_cases.send_alerts(app))
            _let_time_pass(app, clock)
        entries = app.store.counts()
    return Week(world=world, letters=found.letters, polls=found.polls, entries=entries)


def _deliver(week: Week, clock: FakeClock, letter: Notification) -> None:
    week.letters.append((clock.now(), json.loads(letter.document)))


def _let_time_pass(app: Container, clock: FakeClock) -> None:
    """To the next tick at which something is due; a machine that sleeps wakes up late."""
    now, states = clock.now(), app.store.states()
    times = [at for source in app.config.sources if (at := due(source, states[source.slug], now))]
    wait = max((min(times) - now).total_seconds(), TICK)
    clock.pass_by(seconds=ceil(wait / TICK) * TICK)
    if ASLEEP <= clock.now() < AWAKE:
        clock.pass_by(seconds=(AWAKE - clock.now()).total_seconds())


def test_a_source_is_polled_at_its_interval_and_never_drifts(week: Week) -> None:
    for slugs, interval in ((HOURLY, HOUR), (SELDOM, 6 * HOUR)):
        for slug in slugs:
            gaps = week.gaps(slug)
            assert min(gaps) >= interval
            assert max(gaps) <= interval * 1.1 + 5 * MINUTE + timedelta(seconds=TICK)
            usual = sum(gaps, timedelta()) / len(gaps)
            assert interval * 1.03 < usual < interval * 1.1, "a twentieth more, and a little off the hour"


def test_no_poll_falls_into_the_first_minute_of_an_hour(week: Week) -> None:
    for slug in (*HOURLY, *SELDOM, *WORKDAYS, *AUTO, *OTHERS):
        late = [at for at in week.times(slug) if at.minute == 0 and at not in (MONDAY, AWAKE)]
        assert late == [], slug


def test_polls_do_not_come_in_bursts(week: Week) -> None:
    times = [at for polls in week.polls.values() for at, _ in polls]
    a_minute = Counter(at.replace(second=0) for at in times if at > MONDAY + DAY and not AWAKE <= at < AWAKE + DAY)

    assert max(a_minute.values()) <= 12


def test_a_cron_expression_is_kept_to_the_second_in_its_time_zone(week: Week) -> None:
    for slug in WORKDAYS:
        first, *rest = [at.astimezone(ZoneInfo("Europe/Zurich")) for at in week.times(slug)]
        assert first == MONDAY, "a new source is polled at once"
        assert [at.weekday() for at in rest] == [0, 1, 2, 3, 4]
        assert {f"{at:%H:%M}" for at in rest} == {"07:30"}


def test_polls_at_the_full_hour_are_delayed_by_a_few_minutes(week: Week) -> None:
    times = [at for at in week.times("full-hour") if MONDAY < at < ASLEEP]

    assert len(times) == 5 * 24
    assert {at.minute for at in times} <= {1, 2, 3, 4, 5}
    assert len({at.minute for at in times}) > 2


def test_a_page_is_polled_by_its_own_rhythm(week: Week) -> None:
    lively, steady, silent = (week.gaps(slug, MONDAY + DAY) for slug in AUTO)

    assert max(lively) < HOUR
    assert min(lively) >= 15 * MINUTE
    assert timedelta(hours=10) < min(steady) < max(steady) < timedelta(hours=15)
    assert min(silent) >= DAY


def test_a_host_that_wants_to_be_left_alone_is_with_all_its_sources(week: Week) -> None:
    asked = min(at for at, outcome in week.polls[BUSY[0]] if outcome is Outcome.FAILED)

    for slug in BUSY:
        assert not [at for at in week.world.asked[slug] if asked < at < asked + 6 * HOUR]
        assert [at for at in week.world.asked[slug] if asked + 6 * HOUR <= at < asked + 8 * HOUR]


def test_a_source_that_fails_is_asked_ever_more_rarely_and_then_as_before(week: Week) -> None:
    for slug in ILL:
        failed = [at for at, outcome in week.polls[slug] if outcome is Outcome.FAILED]
        gaps = [after - before for before, after in pairwise(failed)]
        assert len(failed) <= 7
        assert all(later > earlier for earlier, later in pairwise(gaps))
        assert gaps[0] < 2 * HOUR
        after = week.gaps(slug, failed[-1] + 26 * HOUR)
        assert after
        assert max(after) < 1.2 * HOUR


def test_a_machine_that_slept_polls_each_source_once(week: Week) -> None:
    woken = {slug: [at for at in week.times(slug) if AWAKE <= at < AWAKE + 10 * MINUTE] for slug in week.polls}

    assert all(len(times) <= 1 for times in woken.values())
    for slug in (*HOURLY, *SELDOM):
        assert len(woken[slug]) == 1
    for slug in WORKDAYS:
        assert woken[slug] == [], "it was not Friday any more"


def test_a_page_that_is_gone_is_asked_no_more(week: Week) -> None:
    outcomes = [outcome for _, outcome in week.polls["gone"]]

    assert outcomes.count(Outcome.FAILED) == 1
    assert outcomes[-1] is Outcome.FAILED


def test_the_operator_gets_exactly_the_documented_alerts(week: Week) -> None:
    found = Counter(week.alerts())

    expected = {(slug, event): 1 for slug in ILL for event in ("failing", "well")}
    expected |= {("gone", "failing"): 1, ("other-list", "quarantined"): 1, ("other-list", "well"): 1}
    expected |= {("hushed", "quiet"): 1, ("hushed", "well"): 1}
    assert dict(found) == expected
    for slug in ILL:
        third = [at for at, outcome in week.polls[slug] if outcome is Outcome.FAILED][2]
        (sent_at,) = [at for at, letter in week.letters if f"{slug} has failed 3 times" in letter["text"]]
        assert third <= sent_at <= third + 15 * MINUTE
    times = [at for at, _ in week.letters]
    assert all(after - before >= timedelta(minutes=10) for before, after in pairwise(times))
    assert len(times) <= 11


def test_nothing_was_missed(week: Week) -> None:
    """What each source has is what its page ever showed, from the first poll to the last."""
    for slug in (*HOURLY, *SELDOM, *BUSY, *ILL, *AUTO, "hushed"):
        first, last = week.world.shown[slug]
        assert week.entries[slug] == SHOWN + last - first, slug
