"""Compare a list with the sitemap of its site, to notice when the list goes blind. Pure.

A list can look healthy although it has moved, no longer changes, or shows cards that are no longer read: it
answers, and has no new items. The sitemap is made independently of it. Pages that the sitemap has added, and
that the list has not shown for some time, are reported to the operator. They are never published: a sitemap has
neither titles nor dates, and lists pages that no list is meant to show.

    newest entries ─► folders ┐
    sitemap ────────► pages in them, in the order they were added ─► those after most newest entries, not known
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import ids
from ilofeed.core import urls as address
from ilofeed.core.models import Entry, Source
from ilofeed.core.sitemap_state import Unseen, WitnessState
from ilofeed.core.state import SourceState

if TYPE_CHECKING:
    from ilofeed.core.sitemap_state import Location

#: Least time between two comparisons.
INTERVAL = timedelta(hours=12)
#: The time that a sitemap may be ahead of a list, or list pages that are published later.
GRACE = timedelta(hours=24)
#: The number of latest entries that show the folders, and of those that show the place of new pages.
LATEST = 200
_NEWEST = 20
# Fewer entries do not show the folders of a list's pages.
_LEAST_ENTRIES = 3
# The share of entries that a chosen folder must hold; if none does, folders with the smaller share count.
_MOST, _PART = 0.8, 0.2
# One pair of pages may be out of order by chance.
_LEAST_HALF = 2
# The most pages that are stored as unseen.
_MAX_UNSEEN = 30


class Comparison(Struct, frozen=True, kw_only=True):
    """Pages that the sitemap lists and the list has not shown."""

    urls: tuple[str, ...] = ()  #: the newest first
    problem: str = ""  #: reason why the two cannot be compared


def remembered(source: Source, state: SourceState) -> WitnessState | None:
    """Return the stored state of the witness of *source*; None where it has none."""
    if not source.witness:
        return None
    return state.witness if state.witness.url == source.witness else WitnessState(url=source.witness)


def is_due(source: Source, state: SourceState, now: datetime) -> bool:
    """Check that the sitemap is to be requested *now*, after a good poll."""
    found = remembered(source, state)
    if found is None:
        return False
    return found.checked_at is None or not found.checked_at <= now < found.checked_at + INTERVAL


def reported(source: Source, state: SourceState | None) -> tuple[Unseen, ...]:
    """Return the pages that the list had not shown when the grace period ended, the newest first."""
    found = remembered(source, state) if state else None
    if found is None or found.checked_at is None:
        return ()
    return tuple(each for each in found.unseen if found.checked_at - each.since >= GRACE)


def advice(source: Source) -> str:
    """Return advice on pages that the list of *source* has never shown, in sentences."""
    return (
        "Open the list and one of these pages in a browser. If the list shows the page, it is not read:"
        f" `ilofeed preview {source.slug}` shows why. If not, find the list that shows it, and set its address as"
        f" url of {source.slug!r} in the configuration; the slug stays. Nothing of these pages is published."
    )


def folders(entries: Iterable[Entry], source: Source) -> tuple[str, ...]:
    """Return the folders on the site of *source* that its *entries* have in common.

    They have the form of canonical URLs: ``www.ilo.org/resource/news/``. Empty where there are none.
    A segment with a digit in it is no common folder: it is a date or a number, and the next page has
    another one. Folders are of one language, that of most entries.
    """
    site = address.site(source.url)
    links = [
        entry.item.link
        for entry in entries
        if ids.has_own_page(entry.item) and address.site(entry.item.link) == site
    ]
    (language, _), *_ = Counter(map(address.language, links)).most_common(1) or [("", 0)]
    paths = [_segments(link) for link in links if address.language(link) == language]
    if len(paths) < _LEAST_ENTRIES:
        return ()
    common: tuple[str, ...] = ()
    while True:
        counts = _next_segments(paths, common)
        segment = max(counts, key=lambda part: counts[part], default="")
        if counts[segment] < _MOST * len(paths):
            break
        common = (*common, segment)
    parts = [(name,) for name, count in counts.most_common() if count >= max(2, _PART * len(paths))]
    found = [f"{'/'.join(each)}/" for each in [(*common, *part) for part in parts] or [common]]
    return tuple(each for each in found if not _is_root(each))


def _segments(link: str) -> tuple[str, ...]:
    """Return the host and the folders of *link*, without its last segment."""
    host, *path = address.canonical(link).partition("?")[0].split("/")
    return (host, *path[:-1])


def _next_segments(paths: Sequence[tuple[str, ...]], common: tuple[str, ...]) -> Counter[str]:
    """Count the segments without digits that follow *common* in *paths*; the host may have digits."""
    at = len(common)
    following = [path[at] for path in paths if len(path) > at and path[:at] == common]
    return Counter(name for name in following if at == 0 or not any(map(str.isdigit, name)))


def _is_root(folder: str) -> bool:
    """Check that all pages of a site, or all in one language, are in *folder*."""
    return "/" not in address.in_any_language(f"https://{folder}").rstrip("/")


def pages(locations: Iterable[Location], among: Sequence[str], source: Source) -> dict[str, Location]:
    """Return the *locations* in the folders *among* by canonical URL, without the list itself."""
    listed = address.canonical(source.url)
    found: dict[str, Location] = {}
    for location in locations:
        name = address.canonical(location.url)
        if name != listed and any(name.startswith(folder) and name != folder for folder in among):
            found[name] = location
    return found


def compare(
    listed: Mapping[str, Location], known: Collection[str], newest: Sequence[Entry], among: Sequence[str]
) -> Comparison:
    """Return the pages *listed* by the sitemap that the list has not shown.

    *known* are the canonical URLs that it has shown, *newest* its latest entries, the latest first; *among*
    are the folders. Sitemaps list pages in the order in which they were added, so that new ones follow most of the
    newest entries. The date of the last change excludes older ones, and does not distinguish new from edited ones.
    """
    where = " and ".join(among)
    if not listed:
        return Comparison(problem=f"the last parts of the sitemap list no address under {where}")
    names = list(listed)
    places = {name: at for at, name in enumerate(names)}
    shown = [
        (places[name], entry.published.date())
        for entry in newest
        if (name := address.canonical(entry.item.link)) in places
    ][:_NEWEST]
    if not shown:
        latest = max((entry.published.date() for entry in newest), default=date.max)
        urls = [each.url for name, each in listed.items() if name not in known and _is_after(each, latest)]
        problem = f"none of the {len(names)} addresses under {where} was ever on the list" if not urls else ""
        return Comparison(urls=tuple(reversed(urls)), problem=problem)
    if _is_newest_first([place for place, _ in shown]):
        names.reverse()
        shown = [(len(names) - 1 - place, day) for place, day in shown]
    first = sorted(place for place, _ in shown)[(len(shown) - 1) // 2]
    since = min(day for _, day in shown)
    behind = [name for name in names[first + 1 :] if name in known or _is_since(listed[name], since)]
    unknown = [listed[name].url for name in behind if name not in known]
    return Comparison(urls=tuple(reversed(unknown)), problem=_selection(behind, known, where))


def _selection(behind: Sequence[str], known: Collection[str], where: str) -> str:
    """Return why a list that shows only some of the pages cannot be compared; empty where it shows most.

    Pages after the last one that was shown do not count: a list that has gone blind does not show these either.
    """
    last = max((at for at, name in enumerate(behind) if name in known), default=-1)
    shown = sum(name in known for name in behind[: last + 1])
    missing = last + 1 - shown
    if missing <= shown:
        return ""
    found = f"the list shows only {shown} of the {missing + shown} newest addresses under {where}"
    return f"{found}; a witness is for lists that show all of them, so remove `witness` from this source"


def _is_newest_first(places: Sequence[int]) -> bool:
    """Check that later entries, which come first in *places*, are listed before earlier ones."""
    half = len(places) // 2
    if half < _LEAST_HALF:
        return False
    return sum(places[:half]) / half < sum(places[-half:]) / half


def _is_after(location: Location, day: date) -> bool:
    return location.modified is not None and location.modified > day


def _is_since(location: Location, day: date) -> bool:
    return location.modified is None or location.modified >= day


def updated(before: WitnessState, urls: Iterable[str], now: datetime) -> tuple[Unseen, ...]:
    """Return the unseen pages after the comparison *now*; those known since *before* keep their time."""
    since = {each.url: min(each.since, now) for each in before.unseen}
    found = [Unseen(url=url, since=since.get(url, now)) for url in urls]
    # If there are too many, the ones found first stay, so that their grace period can end.
    kept = sorted(found, key=lambda each: each.since)[:_MAX_UNSEEN]
    return tuple(each for each in found if each in kept)


def seen_since(state: WitnessState, known: Collection[str]) -> WitnessState:
    """Return *state* without the pages that are *known* now, by canonical URL."""
    unseen = tuple(each for each in state.unseen if address.canonical(each.url) not in known)
    return state if len(unseen) == len(state.unseen) else replace(state, unseen=unseen)
