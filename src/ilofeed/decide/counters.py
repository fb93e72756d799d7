"""Recognize counters: numbers that change beside words that do not, as in "1,204 views". Pure.

A change of the numbers alone, in most items of the page at once, is no edit. The text around such a
number is learned as a pattern and stored with the source. From then on a number in this context is
noise in a single item as well. Items get the published words back, so that no later step sees the
change: no key, no title, no revision.

A number that changes in one item only, as in "3 dead", fits no pattern, and stays an edit.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core import ids
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import Entry, Item
from ilofeed.core.text import fold
from ilofeed.decide.identity import Matching

# Digits with separators between them, "1.2k", and groups of three after a blank, as in French.
_NUMBER = LazyPattern(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,'\u2019\u066b\u066c]\d+)*(?:[kKmM]\b)?")
_WORD = LazyPattern(r"\w+")

# Fewer items than this prove nothing.
_MIN_ITEMS = 3
MAX_PATTERNS = 30
_ANY = "*"
_START, _END = "^", "$"

# The longest difference between the forms of a word: "view", "views".
_MAX_ENDING = 2
_MIN_STEM = 3

_FIELDS: Mapping[str, Callable[[Item], str]] = {
    "title": lambda item: item.title,
    "summary": lambda item: item.summary,
    "kicker": lambda item: item.kicker or "",
}


class Steadied(Struct, frozen=True, kw_only=True):
    """The items of a page without the changes of counters."""

    items: tuple[Item, ...]
    patterns: tuple[str, ...]  #: known patterns and those learned from the page, the latest last


class _Context(Struct, frozen=True, kw_only=True):
    """The nearest words and signs around a number; in a pattern, "*" matches any word."""

    field: str
    word_before: str
    signs_before: str
    signs_after: str
    word_after: str

    @classmethod
    def read(cls, text: str) -> _Context:
        """Parse the stored form of a pattern: the inverse of `text`."""
        return cls(**dict(zip(cls.__struct_fields__, text.split("\t"), strict=True)))

    @property
    def text(self) -> str:
        """The stored form of the pattern."""
        return f"{self.field}\t{self.word_before}\t{self.signs_before}\t{self.signs_after}\t{self.word_after}"

    def fits(self, other: _Context) -> bool:
        """Check that this pattern matches the context *other*."""
        return (
            (self.field, self.signs_before, self.signs_after)
            == (other.field, other.signs_before, other.signs_after)
            and self.word_before in (_ANY, other.word_before)
            and (self.word_after == _ANY or _is_same_word(self.word_after, other.word_after))
        )

    def patterns(self) -> Iterator[_Context]:
        """Yield the patterns that match this context, the narrowest first."""
        yield self
        if self.word_after:
            yield replace(self, word_before=_ANY)
        if self.word_before:
            yield replace(self, word_after=_ANY)
        if self.signs_before and self.signs_after:
            yield replace(self, word_before=_ANY, word_after=_ANY)


def steadied(
    items: Sequence[Item],
    known: Collection[Entry],
    matching: Matching,
    patterns: Sequence[str] = (),
    *,
    learn: bool = True,
) -> Steadied:
    """Return *items* with the words of the *known* entries where only counters differ from them.

    *matching* holds the entries that the items' names identify. *patterns* were learned at earlier polls;
    *learn* adds those of this page.
    """
    named = _named(items, matching)
    words = _Words()
    alike = _alike(items, known, named, words, by_date=False)
    pairs = _alike(items, known, named, words, by_date=True) | alike | named
    pairs |= _returned(items, known, pairs, words)
    changes = {
        (at, name): found
        for at, entry in pairs.items()
        for name, read in _FIELDS.items()
        if (found := _changes(name, read(entry.item), read(items[at])))
    }
    if not changes:
        return Steadied(items=tuple(items), patterns=tuple(patterns))
    old = [_Context.read(text) for text in patterns]
    # A similar title is no evidence where the link shows that the item is another one.
    proven = {at for at in pairs if at in named or (at in alike and ids.is_key_of_words(items[at]))}
    taught = {place: found for place, found in changes.items() if place[0] in proven}
    learned = _learned(taught, len(proven)) if learn else []
    new = [each for each in learned if not any(noise.fits(each) for noise in old)]
    noise = (*old, *new)[-MAX_PATTERNS:]
    result = list(items)
    for at, entry in pairs.items():
        fields = {name: changes.get((at, name), {}) for name in _FIELDS}
        result[at] = _restored(items[at], entry.item, noise, fields)
    return Steadied(items=tuple(result), patterns=tuple(each.text for each in noise))


def _learned(changes: Mapping[tuple[int, str], Mapping[int, _Context]], known: int) -> list[_Context]:
    """Return the patterns of the numbers that changed in most of the *known* items at once."""
    places = {
        (pattern, at)
        for (at, _), found in changes.items()
        for context in found.values()
        for pattern in context.patterns()
    }
    votes = Counter(pattern for pattern, _ in places)
    least = max(_MIN_ITEMS, known // 2 + 1)
    contexts = [context for found in changes.values() for context in found.values()]
    chosen = (
        next((pattern for pattern in context.patterns() if votes[pattern] >= least), None) for context in contexts
    )
    return list(dict.fromkeys(pattern for pattern in chosen if pattern))


def _named(items: Sequence[Item], matching: Matching) -> dict[int, Entry]:
    """Return the entry of each item, by position, where its names identify one."""
    first = {item.key: at for at, item in reversed(list(enumerate(items)))}
    return {first[key]: entry for key, entry in matching.entries.items()}


def _alike(
    items: Sequence[Item], known: Collection[Entry], named: Mapping[int, Entry], words: _Words, *, by_date: bool
) -> dict[int, Entry]:
    """Return the entry of each item not *named* whose title differs in numbers alone, and whose date does not.

    Only if no other title of the page does so: "Bulletin 12" is not "Bulletin 13". *by_date* compares
    only those of one date, and leaves out items with their own links, which distinguish them.
    """
    if not any(at not in named and _NUMBER.search(item.title) for at, item in enumerate(items)):
        return {}
    taken = {entry.id for entry in named.values()}
    on_page = [entry for entry in known if entry.item.number is not None]
    entries = _by_words({at: entry.item for at, entry in enumerate(on_page)}, words, by_date=by_date)
    places = _by_words(dict(enumerate(items)), words, by_date=by_date)
    pairs = {at: on_page[entries[name]] for name, at in places.items() if at not in named and name in entries}
    return {
        at: entry
        for at, entry in pairs.items()
        if entry.id not in taken
        and entry.item.published == items[at].published
        and not (by_date and not (ids.is_key_of_words(items[at]) and ids.is_key_of_words(entry.item)))
    }


def _returned(
    items: Sequence[Item], known: Collection[Entry], pairs: Mapping[int, Entry], words: _Words
) -> dict[int, Entry]:
    """Return the entry off the page of each item not in *pairs*: by its date and the words of its title."""
    taken = {entry.id for entry in pairs.values()}
    left = [each for each in known if each.item.number is None and each.item.published and each.id not in taken]
    entries = _by_words({at: entry.item for at, entry in enumerate(left)}, words, by_date=True)
    places = _by_words({at: item for at, item in enumerate(items) if at not in pairs}, words, by_date=True)
    return {at: left[entries[name]] for name, at in places.items() if name in entries}


def are_in_titles(patterns: Collection[str]) -> bool:
    """Check that the *patterns* include counters in titles: such titles cannot be looked up."""
    return any(_Context.read(text).field == "title" for text in patterns)


class _Words(dict[str, tuple[str, ...]]):
    """The words between the numbers of titles, each title read once; none if it has no number."""

    def __missing__(self, title: str) -> tuple[str, ...]:
        """Read *title*."""
        words = self[title] = _segments(title) if _NUMBER.search(title) else ()
        return words


def _by_words(items: Mapping[int, Item], words: _Words, *, by_date: bool) -> dict[object, int]:
    """Return the place of the only item of each title, by the words between the numbers of the title."""
    places: dict[object, list[int]] = defaultdict(list)
    for place, item in items.items():
        if between := words[item.title]:
            places[between, item.published if by_date else None].append(place)
    return {name: found[0] for name, found in places.items() if len(found) == 1}


def _restored(
    item: Item, known: Item, noise: Sequence[_Context], changes: Mapping[str, Mapping[int, _Context]]
) -> Item:
    """Return *item* with the numbers of the *known* one where a pattern of *noise* matches."""
    texts = {}
    for name, read in _FIELDS.items():
        steady = [at for at, place in changes[name].items() if any(each.fits(place) for each in noise)]
        texts[name] = _with_numbers(read(item), read(known), steady, len(changes[name]))
    # The key of an item without a link, or with a shared one, is made of its title.
    has_key_of_title = ids.is_key_of_words(item) and ids.is_key_of_words(known)
    is_same_key = has_key_of_title and ids.stem(item.key) == ids.stem(known.key)
    key = known.key if is_same_key and fold(texts["title"]) == fold(known.title) else item.key
    return replace(
        item, key=key, title=texts["title"], summary=texts["summary"], kicker=texts["kicker"] or item.kicker
    )


def _with_numbers(text: str, known: str, steady: Collection[int], changed: int) -> str:
    """Return *text* with the numbers of the *known* text in the places *steady*, of the *changed* ones."""
    if not steady:
        return text
    if len(steady) == changed:
        return known
    numbers = _NUMBER.findall(known)
    at = -1

    def number(found: re.Match[str]) -> str:
        nonlocal at
        at += 1
        return numbers[at] if at in steady else found[0]

    return _NUMBER.sub(number, text)


def _changes(field: str, old: str, new: str) -> dict[int, _Context]:
    """Return the place of each differing number, by its position among the numbers; none where words differ."""
    if old == new:
        return {}
    before, after = _NUMBER.findall(old), _NUMBER.findall(new)
    old_words, new_words = _segments(old), _segments(new)
    if len(before) != len(after):
        return {}
    differing = {at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other}
    for at, (one, other) in enumerate(zip(old_words, new_words, strict=True)):
        if one != other and not (at - 1 in differing and _is_same_but_for_ending(one, other)):
            return {}
    return {at: _context(field, new_words, at) for at in differing}


def _segments(text: str) -> tuple[str, ...]:
    """Return the words between the numbers of *text*, folded."""
    return tuple(fold(part) for part in _NUMBER.split(text))


def _context(field: str, segments: Sequence[str], at: int) -> _Context:
    before, after = segments[at], segments[at + 1]
    words = list(_WORD.finditer(before))
    first = _WORD.search(after)
    # An edge of the text counts as a word. Two adjacent numbers have no word between them.
    return _Context(
        field=field,
        word_before=words[-1][0] if words else _START * (at == 0),
        signs_before=before[words[-1].end() if words else 0 :].strip(),
        signs_after=after[: first.start() if first else len(after)].strip(),
        word_after=first[0] if first else _END * (at + 2 == len(segments)),
    )


def _is_same_but_for_ending(one: str, other: str) -> bool:
    """Check that only the ending of the first word differs, as in "1 view" and "2 views"."""
    first, second = _WORD.search(one), _WORD.search(other)
    return bool(
        first
        and second
        and one[: first.start()] == other[: second.start()]
        and one[first.end() :] == other[second.end() :]
        and _is_same_word(first[0], second[0])
    )


def _is_same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return stem >= _MIN_STEM and max(len(one), len(other)) - stem <= _MAX_ENDING
