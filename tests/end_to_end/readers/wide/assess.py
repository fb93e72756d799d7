"""Judge what a program made of the life of a feed: pure, from the entries that it had after each step."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from end_to_end.readers.wide import life

#: The JSON Feed items of each step, by title.
Published = Mapping[str, Mapping[str, Any]]


class Kind(StrEnum):
    """How the entries of a program are to be read."""

    KEEPS = "keeps"  #: after each step, all that it has; a library has what the document has
    ANNOUNCES = "announces"  #: what it took for new at each step


class Entry(Struct, frozen=True, kw_only=True):
    """An entry as a program has it."""

    id: str = ""
    title: str = ""
    link: str = ""
    date: str = ""
    updated: str = ""
    picture: str = ""
    author: str = ""

    @property
    def key(self) -> str:
        """By which a program built on a library would know it again."""
        return self.id or self.link or self.title

    @property
    def words(self) -> str:
        """Its title, as far as no program changes it."""
        return words(self.title)


def words(title: str) -> str:
    """Return *title* without markup, by which an entry is found whatever a program makes of markup."""
    return " ".join(re.sub(r"</?b>|\*", " ", html.unescape(title)).split())


class Row(Struct, frozen=True, kw_only=True):
    """What came of one format in one program, a few words for each question."""

    ids: str
    date: str
    edit: str
    move: str
    new: str
    picture: str
    author: str
    title: str


Steps = Mapping[str, Sequence[Entry]]


def row(steps: Steps, published: Published, kind: Kind) -> Row | None:
    """Return what a program made of one format; None if it read no entry of it."""
    seen = [entry for step in life.STEPS for entry in steps.get(step, ())]
    if not seen:
        return None
    items = _by_title(published)
    return Row(
        ids=_ids(seen, items),
        date=_date(seen, items),
        edit=_edit(steps, kind),
        move=_move(steps, published, kind),
        new=_new(steps),
        picture="yes" if all(entry.picture for entry in seen) else "no",
        author=_author(seen),
        title=_title(seen, {title for items in published.values() for title in items}),
    )


def instant(text: str) -> datetime | None:
    """Return the time that *text* names in any of the forms that the programs print."""
    readings: Sequence[Callable[[str], datetime]] = (
        lambda text: datetime.fromtimestamp(int(text), UTC),
        datetime.fromisoformat,
        lambda text: parsedate_to_datetime(text.partition(",")[2] or text),  # libmrss has a wrong day of the week
    )
    for read in readings:
        with suppress(ValueError):
            found = read(text)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _title(seen: Iterable[Entry], titles: Container[str]) -> str:
    shown = [entry.title.strip() for entry in seen]
    if all(title in titles for title in shown):
        return "exact"
    return "as HTML" if all(html.unescape(title) in titles for title in shown) else "changed"


def _by_title(published: Published) -> dict[str, list[Mapping[str, Any]]]:
    """Return the item of each title, by its words, as it was at each step."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for items in published.values():
        for title, item in items.items():
            found.setdefault(words(title), []).append(item)
    return found


def _ids(seen: Iterable[Entry], items: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    if all(entry.id == items[entry.words][0]["id"] for entry in seen):
        return "kept"
    if not any(entry.id for entry in seen):
        return "none"
    return "the link" if all(entry.id == entry.link for entry in seen) else "others"


def _date(seen: Sequence[Entry], items: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    def is_of(entry: Entry, key: str) -> bool:
        return any(instant(entry.date) == instant(item[key]) for item in items[entry.words])

    if not any(entry.date for entry in seen):
        return "none"
    if all(is_of(entry, "date_published") for entry in seen):
        return "printed"
    return "first seen or edited" if all(is_of(entry, "date_modified") for entry in seen) else "its own"


def _edit(steps: Steps, kind: Kind) -> str:
    before = {entry.words: entry for entry in steps["first"]}[words(life.OLD_TITLE)]
    after = {entry.words: entry for entry in steps.get("edit", ())}
    edited = after.get(words(life.NEW_TITLE))
    if edited is None:
        return "not shown"
    if kind is Kind.ANNOUNCES or edited.key != before.key or words(life.OLD_TITLE) in after:
        return "as new"
    # A program that was told the time of the edit can say that there was one.
    times = (before.updated or before.date, edited.updated or edited.date)
    return "shown, with its time" if times[0] != times[1] else "shown"


def _move(steps: Steps, published: Published, kind: Kind) -> str:
    link = published["move"][life.MOVED]["url"]
    moved = [entry for entry in steps.get("move", ()) if entry.words == words(life.MOVED)]
    if not any(entry.link == link for entry in moved):
        return "not followed"
    before = {entry.key for entry in steps["first"]}
    is_new = kind is Kind.ANNOUNCES or len(moved) > 1 or moved[0].key not in before
    return "as new" if is_new else "followed"


def _new(steps: Steps) -> str:
    """Return which of the new entries it had."""
    wanted = {
        "of a known date": [("same-date", life.SAME_DATE), ("third", life.THIRD)],
        "found late": [("late", life.LATE)],
    }
    missed = [
        what
        for what, entries in wanted.items()
        if any(words(title) not in {entry.words for entry in steps.get(step, ())} for step, title in entries)
    ]
    return f"none {' or '.join(missed)}" if missed else "all"


def _author(seen: Iterable[Entry]) -> str:
    named = {bool(entry.author) for entry in seen if entry.words in (life.OLD_TITLE, life.NEW_TITLE)}
    others = {bool(entry.author) for entry in seen if entry.words not in (life.OLD_TITLE, life.NEW_TITLE)}
    if named != {True}:
        return "no"
    return "yes" if others == {True} else "if the page names one"
