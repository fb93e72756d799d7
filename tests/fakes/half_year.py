"""A page of meetings over half a year, as an editor keeps it: 164 dates, two groups, edits, and a list that moves.

The numbers are those of a real page that was copied every day; events, titles and markup are our own.
"""

from __future__ import annotations

import html
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from fakes.clock import FakeClock
from ilofeed.core import ids
from ilofeed.core.errors import FetchError
from ilofeed.core.models import Entry, NotModified, Page, Source, Validators
from ilofeed.core.protocols import Store
from ilofeed.core.state import PollReport
from ilofeed.decide import schedule
from ilofeed.poll.poller import Poller, PollServices
from ilofeed.publish.publisher import Publisher

SITE = "https://www.ilo.org"
OLD_URL, NEW_URL = f"{SITE}/ilo-meetings-and-events", f"{SITE}/meetings-and-events"

FIRST, DATES = date(2026, 3, 12), 164
#: The list's address changes; the old one goes on to answer with the same page.
MOVE = date(2026, 3, 31)
#: From this date on, all cards show both dates of an event, at once.
RANGES = date(2026, 5, 29)
#: Two cards of one title and date are side by side for a week.
TWINS, TWINS_FOR = date(2026, 6, 15), timedelta(days=7)

_DAY = timedelta(days=1)
_EVENTS, _MOST_A_DAY, _PAST_SHOWN, _PAST_FOR = 62, 3, 6, timedelta(days=40)
_KINDS = ("", "Technical meeting", "Webinar", "Regional conference", "Launch event", "ILO Live")
_SUBJECTS = (
    "care workers", "small firms", "apprenticeships", "platform work", "mine safety", "fishers' contracts",
    "minimum wages", "rural employment", "skills of migrants", "garment factories", "social insurance",
    "labour inspection", "informal trade", "heat at work", "seafarers' welfare", "public service pay",
)  # fmt: skip
_FORMS = ("Dialogue on {}", "Forum for {}", "Second round of talks on {}", "Open seminar: {}")
#: What editors do to titles while they are shown: words before -> after, and after how many days.
_EDITS = (
    ("Dialogue on", "Dialogue and exchange on"),
    ("Open seminar", "OPEN SEMINAR"),
    ("Forum for", "forum for"),
    ("labour", "labor"),
    ("Second round of talks on", "2nd round of talks on"),
)


class Meeting(Struct, frozen=True, kw_only=True):
    """An event, and when its card is on the page."""

    uid: str
    title: str
    kicker: str
    announced: date
    start: date
    end: date
    edited: date | None = None
    title_after: str = ""
    gone: date | None = None  #: taken off the page early

    @property
    def event(self) -> str:
        """What the card is about: two cards of one title and date are about one event."""
        return self.uid.partition("-twin")[0]

    @property
    def link(self) -> str:
        """The address of its page, which an edit of the title does not change."""
        return f"{SITE}/meetings-and-events/{self.uid}"

    def title_on(self, day: date) -> str:
        """Return the title on the card."""
        return self.title_after if self.edited and day >= self.edited else self.title

    def dates_on(self, day: date) -> str:
        """Return the line with its date or dates, as the site prints them on *day*."""
        if day < RANGES or self.start == self.end:
            return f"{self.start.day} {self.start:%B %Y}"
        if self.start.month == self.end.month:
            return f"{self.start.day} - {self.end.day} {self.end:%B %Y}"
        return f"{self.start.day} {self.start:%B} - {self.end.day} {self.end:%B %Y}"


def programme(seed: int = 1, *, first_twin_stays: bool = True) -> list[Meeting]:
    """Return the cards of the half year, the ones that are announced first on top; of the twins one goes again."""
    chance = random.Random(seed)  # noqa: S311 - a story, no secret
    titles = [form.format(subject) for subject in _SUBJECTS for form in _FORMS][:_EVENTS]
    chance.shuffle(titles)
    announced = [FIRST - timedelta(days=chance.randrange(1, 20)) for _ in range(7)]
    days = [FIRST + timedelta(days=at) for at in range(1, DATES - 2) for _ in range(_MOST_A_DAY)]
    announced += sorted(chance.sample(days, _EVENTS - len(announced)))
    found = []
    for at, (title, day) in enumerate(zip(titles, announced, strict=True)):
        start = day + timedelta(days=chance.randrange(5, 60))
        end = start + timedelta(days=chance.choice((0, 0, 0, 1, 3, 5)))
        kicker = chance.choice(_KINDS)
        found.append(
            Meeting(uid=f"event-{at:02}x", title=title, kicker=kicker, announced=day, start=start, end=end)
        )
    return [*_edited(found), *_twins(first_stays=first_twin_stays)]


def _edited(found: list[Meeting]) -> Iterator[Meeting]:
    """Yield the events, one of them with each of the edits, a few days after it came."""
    edits = list(_EDITS)
    for meeting in found:
        edit = next((each for each in edits if each[0] in meeting.title), None)
        if edit is None or meeting.announced < FIRST:
            yield meeting
            continue
        edits.remove(edit)
        day = meeting.announced + 4 * _DAY
        yield replace(meeting, edited=day, title_after=meeting.title.replace(*edit))
    assert not edits


def _twins(*, first_stays: bool) -> Iterator[Meeting]:
    title, start = "Joint session of two committees", TWINS + timedelta(days=30)
    end_of_one = TWINS + TWINS_FOR
    for uid, stays in (("session-twin-ax", first_stays), ("session-twin-bx", not first_stays)):
        gone = None if stays else end_of_one
        yield Meeting(
            uid=uid, title=title, kicker="Meeting", announced=TWINS, start=start, end=start + 2 * _DAY, gone=gone
        )


class HalfYear:
    """The page, polled twice a day by the real Poller."""

    def __init__(
        self, store: Store, folder: Path, source: Source, *, seed: int = 1, first_twin_stays: bool = True
    ) -> None:
        self.store, self.source = store, source
        self.meetings = programme(seed, first_twin_stays=first_twin_stays)
        self.day = FIRST - _DAY
        self.clock = FakeClock(datetime(2026, 3, 11, 6, 10, tzinfo=UTC))
        self.output = folder / "feeds"
        publisher = Publisher(store, self.clock, self.output, due_by=schedule.due_by)
        self.poller = Poller(
            PollServices(
                store=store, fetch_for=lambda _: self._fetch, publish=publisher, clock=self.clock, mint=ids.mint
            )
        )

    def next_day(self) -> None:
        """Let the next date begin, at about six in the morning."""
        self.day += _DAY
        self.clock.pass_by(hours=12)

    def poll(self, *, hours: float = 12) -> PollReport:
        """Poll the list, *hours* after the last time."""
        self.clock.pass_by(hours=hours)
        return self.poller.poll(self.source, self.store.claim([self.source.slug])[self.source.slug])

    def forthcoming(self) -> list[Meeting]:
        """Return the events of the first group, the next one on top."""
        shown = [each for each in self.meetings if self._is_shown(each) and each.end >= self.day]
        return sorted(shown, key=lambda each: (each.start, each.uid))

    def past(self) -> list[Meeting]:
        """Return the events of the second group, the last one on top."""
        over = [
            each for each in self.meetings if self._is_shown(each) and each.end < self.day <= each.end + _PAST_FOR
        ]
        return sorted(over, key=lambda each: (each.end, each.uid), reverse=True)[:_PAST_SHOWN]

    def shown(self) -> list[Meeting]:
        """Return all events on the page, from top to bottom."""
        return [*self.forthcoming(), *self.past()]

    def entries(self) -> tuple[Entry, ...]:
        """Return what was announced, in the order in which it came."""
        return tuple(reversed(self.store.newest(self.source.slug, 10_000)))

    def _is_shown(self, meeting: Meeting) -> bool:
        return meeting.announced <= self.day and (meeting.gone is None or self.day < meeting.gone)

    def _fetch(
        self,
        url: str,
        validators: Validators = Validators(),  # noqa: B008 - a value, as everywhere
        /,
        *,
        force: bool = False,  # noqa: ARG002 - of no matter here
    ) -> Page | NotModified:
        if url != OLD_URL and (url != NEW_URL or self.day < MOVE):
            raise FetchError("status_404", f"{url} answers 404", status=404)
        body = self._page().encode()
        etag = f'"{sha256(body).hexdigest()}"'
        if validators.etag == etag:
            return NotModified(url=url)
        return Page(url=url, body=body, validators=Validators(etag=etag))

    def _page(self) -> str:
        groups = (("Ongoing and forthcoming events", self.forthcoming()), ("Past events", self.past()))
        sections = "".join(f"<h2>{name}</h2>{self._group(cards)}" for name, cards in groups)
        return (
            '<!DOCTYPE html><html lang="en"><head><title>Meetings and events | ILO</title></head><body>'
            f"<main><h1>Meetings and events</h1>{sections}</main></body></html>"
        )

    def _group(self, meetings: Iterable[Meeting]) -> str:
        cards = "".join(map(self._card, meetings))
        return f'<div class="ilo--cardgroup"><div class="ilo--cardgroup--inner">{cards}</div></div>'

    def _card(self, meeting: Meeting) -> str:
        title = html.escape(meeting.title_on(self.day))
        kicker = f'<p class="ilo--card--eyebrow">{html.escape(meeting.kicker)}</p>' if meeting.kicker else ""
        stamp = int(datetime(meeting.start.year, meeting.start.month, meeting.start.day, tzinfo=UTC).timestamp())
        return (
            '<div class="ilo--cardgroup--card"><div class="ilo--card ilo--card__type__detail">'
            f'<a class="ilo--card--link" href="{meeting.link}" title="{title} ">'
            f'<span class="ilo--card--link--text">{title}</span></a>'
            f'<div class="ilo--card--wrap"><div class="ilo--card--content">{kicker}'
            f'<p class="ilo--card--title">{title}</p>'
            f'<time class="ilo--card--date" datetime="{stamp}">{meeting.dates_on(self.day)}</time>'
            "</div></div></div></div>"
        )
