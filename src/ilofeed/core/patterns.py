r"""Search foreign text for patterns of the operator, in linear time or under a time limit.

A pattern has the meaning that it has in Python's ``re`` with ``IGNORECASE``, which checks it first. ``re``
itself backtracks: nested repetitions have no time limit there. So other engines search:

    pattern ─► rewritten ─┬─► RE2, linear in the length of the text
                          └─► regex, at most TIME_LIMIT_S a text: look-around, back-references and all
                              else that RE2 refuses; ``\b`` in a text that is not ASCII; the spans of a
                              pattern that matches an empty string in the text; everything, without RE2

Rewriting is needed because the classes of both engines differ from those of ``re``: ``\w`` is ASCII in RE2,
and includes combining marks in regex. Two differences remain. U+0345 is a mark whose other case is a letter;
text that is composed (NFC) and folded never contains it. A back-reference treats the Turkish dotless and
dotted i as an i, the long s as an s and the final sigma as a sigma, as literals do; in ``re`` it does not.

At the limit the result is a PatternError: published feeds must not depend on the load of the machine.
"""

from __future__ import annotations

import re
import sys
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from msgspec import Struct

from ilofeed.core.errors import PatternError
from ilofeed.core.lazy_pattern import LazyPattern

#: CPU time that regex may use for one text.
TIME_LIMIT_S = 0.5

# str.isspace(), and everything else.
_SPACE = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NO_SPACE = (
    "\0-\x08\x0e-\x1b\x21-\x84\x86-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
    "\u2060-\u2fff\u3001-\U0010ffff"
)
_WORD = r"\p{L}\p{N}_"  # str.isalnum() and "_"
_FOR_SET = {"d": r"\p{Nd}", "D": r"\P{Nd}", "s": _SPACE, "S": _NO_SPACE, "w": _WORD, "b": r"\x08"}
_FOR_BOTH = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": f"[{_SPACE}]",
    "S": f"[^{_SPACE}]",
    "w": f"[{_WORD}]",
    "W": f"[^{_WORD}]",
}
_FOR_RE2 = _FOR_BOTH | {"b": r"\b", "B": r"\B", "Z": r"\z"}
_FOR_REGEX = _FOR_BOTH | {
    "b": f"(?:(?<=[{_WORD}])(?![{_WORD}])|(?<![{_WORD}])(?=[{_WORD}]))",
    "B": f"(?:(?<=[{_WORD}])(?=[{_WORD}])|(?<![{_WORD}])(?![{_WORD}]))",
    "Z": r"\Z",
}

# If case is ignored, re treats the dotless and the dotted i of Turkish as an i; the other engines do not.
_TURKISH = str.maketrans("\u0131\u0130", "ii")

_ESCAPE = r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]*\}|.)"
_IN_SET = LazyPattern(rf"{_ESCAPE}|.", re.DOTALL)
_PART = LazyPattern(
    rf"""{_ESCAPE}
    | \(\?\#[^)]*\)       # a comment
    | \(\?[a-zA-Z-]+[:)]  # flags
    | \{{,[0-9]*\}}       # "at most" to re, plain text to RE2
    | \[\^?\]?            # the start of a set; a bracket that follows belongs to it
    | .""",
    re.VERBOSE | re.DOTALL,
)

_SURROGATE = LazyPattern("[\ud800-\udfff]")  # has no form in UTF-8, which RE2 reads

_Spans = Callable[[str], Iterator[tuple[int, int]]]


class Pattern(Struct, frozen=True, kw_only=True):
    """A compiled pattern."""

    words: str
    limited: _Spans
    linear: _Spans | None = None  #: None if RE2 cannot search for it
    has_word_edge: bool = False
    has_line_end: bool = False

    def search(self, text: str) -> bool:
        """Return whether the pattern matches anywhere in *text*. Raises PatternError at the time limit."""
        return next(self._matches(text), None) is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the matches in *text* that are not empty, in order. Raises PatternError at the time limit."""
        spans = list(self._matches(text))
        if self.linear and not all(map(_is_not_empty, spans)):
            # After an empty match RE2 skips a character, where re looks for a match that is not empty.
            spans = list(self.limited(text.translate(_TURKISH)))
        return list(filter(_is_not_empty, spans))

    def _matches(self, text: str) -> Iterator[tuple[int, int]]:
        text = text.translate(_TURKISH)
        differs = (
            (self.has_word_edge and not text.isascii())
            or (self.has_line_end and "\n" in text)
            or _SURROGATE.search(text)
        )
        return self.linear(text) if self.linear and not differs else self.limited(text)


def _is_not_empty(span: tuple[int, int]) -> bool:
    return span[0] < span[1]


@lru_cache(maxsize=500)
def compiled(words: str, *, linear: bool = True, limit: float = TIME_LIMIT_S) -> Pattern:
    """Compile the pattern *words*. Raises ValueError if it is not one.

    Unless *linear*, RE2 is not used. *limit* is in seconds of CPU time.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # "[[" may become a set in a set some day
            re.compile(words, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from error
    parts = list(_parts(words))
    outside = [part for in_set, part in parts if not in_set]
    if any(_is_other_syntax(part) for part in outside):
        return Pattern(words=words, limited=_limited(words, words.translate(_TURKISH), limit))
    is_for_re2 = linear and not any(part[0] == "\\" and part[1].isdecimal() for _, part in parts)
    return Pattern(
        words=words,
        limited=_limited(words, _rewritten(parts, _FOR_REGEX), limit),
        linear=_linear(_rewritten(parts, _FOR_RE2)) if is_for_re2 else None,
        has_word_edge=r"\b" in outside or r"\B" in outside,
        has_line_end="$" in outside,
    )


def _parts(words: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of *words*, each with whether it is inside a set. ``[^]`` and the like are one part."""
    at, in_set = 0, False
    while match := (_IN_SET if in_set else _PART).match(words, at):
        part = match[0]
        yield in_set, part
        in_set = part != "]" if in_set else part[0] == "["
        at = match.end()


def _is_other_syntax(part: str) -> bool:
    """Return whether *part* sets flags that change what other parts mean: ASCII classes, verbose."""
    return bool(re.fullmatch(r"\(\?[a-zA-Z-]*[aLux][a-zA-Z-]*[:)]", part))


def _rewritten(parts: list[tuple[bool, str]], classes: Mapping[str, str]) -> str:
    """Return the pattern of *parts* for an engine that has these *classes*."""
    return "".join(_in_set(part) if in_set else _outside(part, classes) for in_set, part in parts)


def _outside(part: str, classes: Mapping[str, str]) -> str:
    if part[0] == "\\":
        return classes.get(part[1:]) or _escaped(part)
    if part.startswith("(?#"):
        return ""
    if part.startswith("{,"):
        return "{0" + part[1:]
    if part[0] == "[":
        return part.replace("]", r"\]")
    return part.translate(_TURKISH)


def _in_set(part: str) -> str:
    if part == r"\W":
        return _no_word()
    if part[0] == "\\":
        return _FOR_SET.get(part[1:]) or _escaped(part)
    return rf"\{part}" if part in "[^" else part.translate(_TURKISH)


def _escaped(part: str) -> str:
    """Return *part*, an escape of re, in a form that every engine accepts."""
    name = part[1:]
    if name[0] == "N" and len(name) > 1:
        return re.escape(unicodedata.lookup(name[2:-1]))
    if len(name) > 1:
        return re.escape(chr(int(name[1:], 16)).translate(_TURKISH))
    return part if name.isascii() and name.isalnum() else re.escape(name.translate(_TURKISH))


@lru_cache(maxsize=1)
def _no_word() -> str:
    r"""Return ``\W`` as ranges: neither engine accepts the complement of several classes as a part of a set.

    Surrogates are left out, and so are characters that this Python does not know: a newer engine may know
    their other case.
    """
    groups = groupby(range(sys.maxunicode + 1), key=lambda code: _is_word_or_unknown(chr(code)))
    ranges = [list(codes) for is_word, codes in groups if not is_word]
    return "".join(f"{re.escape(chr(codes[0]))}-{re.escape(chr(codes[-1]))}" for codes in ranges)


def _is_word_or_unknown(character: str) -> bool:
    return character.isalnum() or character in "_\u0345" or unicodedata.category(character) in ("Cn", "Cs")


def _linear(pattern: str) -> _Spans | None:
    """Return a search by RE2, or None if RE2 refuses *pattern* or is not installed."""
    try:
        import re2  # noqa: PLC0415 - 15 ms, and few feeds have patterns
    except ImportError:  # there is no wheel for every machine
        return None
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        expression = re2.compile(pattern, options)
    except (re2.error, UnicodeEncodeError):
        return None
    return lambda text: (match.span() for match in expression.finditer(text))


def _limited(words: str, pattern: str, limit: float) -> _Spans:
    """Return a search by regex within the time limit. regex is imported at the first search."""

    def spans(text: str) -> Iterator[tuple[int, int]]:
        import regex  # noqa: PLC0415 - 30 ms, and few patterns need it

        try:
            expression = regex.compile(pattern, regex.IGNORECASE | regex.VERSION0)
            for match in expression.finditer(text, timeout=limit):
                yield match.span()
        except TimeoutError as error:
            raise PatternError(
                "pattern",
                f"the pattern {words!r} takes more than {limit} s to search one text; write it"
                " without nested repetition, look-around and back-references",
            ) from error
        except regex.error as error:
            raise PatternError("pattern", f"the pattern {words!r} cannot be searched for: {error}") from error

    return spans
