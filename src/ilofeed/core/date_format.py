"""Read dates by a format that the operator wrote, for pages whose dates nothing else can read.

A format contains only numbers of a fixed meaning: names of months and weekdays depend on the language and are
read without a format. It never guesses: a text with two different dates has none.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from ilofeed.core.text import clean, decoded

#: Longest format and longest text, in characters.
LENGTH_LIMIT = 80
_MAX_TEXT_LENGTH = 500

_DIRECTIVE = re.compile(r"%(.?)|\*")
# Directive -> name of its number, digits beside another directive, digits elsewhere.
_NUMBERS = {
    "Y": ("year", r"\d{4}", r"\d{4}"),
    "y": ("year", r"\d{2}", r"\d{2}"),
    "m": ("month", r"\d{2}", r"\d{1,2}"),
    "d": ("day", r"\d{2}", r"\d{1,2}"),
    "j": ("number", r"\d{3}", r"\d{1,3}"),
}
_COMPLETE = ({"year", "month", "day"}, {"year", "number"})


class DateFormatError(ValueError):
    """A format that cannot mean one date. The message is a part of a sentence."""


def check(form: str) -> str | None:
    """Return what is wrong with the format *form*, as a part of a sentence, or None."""
    try:
        _compiled(form)
    except DateFormatError as error:
        return str(error)
    return None


def read(text: str, form: str) -> date | None:
    """Return the date in *text* by the format *form*, or None if it has none, or two different ones."""
    if len(text) > _MAX_TEXT_LENGTH:
        return None
    line = clean(decoded(text))
    days = {_date(match) for match in _compiled(form).finditer(line)}
    return days.pop() if len(days) == 1 else None


@lru_cache(maxsize=64)
def _compiled(form: str) -> re.Pattern[str]:
    """Return the pattern of the format *form*. Raises DateFormatError."""
    if len(form) > LENGTH_LIMIT:
        raise DateFormatError(f"it is longer than {LENGTH_LIMIT} characters")
    middle = " ".join(form.split())
    starts, ends = not middle.startswith("*"), not middle.endswith("*")
    middle = middle.removeprefix("*").removesuffix("*")
    parts: list[str] = []
    names: list[str] = []
    at = 0
    directives = list(_DIRECTIVE.finditer(middle))
    for number, match in enumerate(directives):
        before = directives[number - 1] if number else None
        behind = directives[number + 1] if number + 1 < len(directives) else None
        follows = before is not None and before.end() == match.start() and before[1] in _NUMBERS
        precedes = behind is not None and behind.start() == match.end() and behind[1] in _NUMBERS
        parts += [re.escape(middle[at : match.start()]), _pattern(match, follows=follows, precedes=precedes)]
        names += [_NUMBERS[match[1]][0]] if match[1] in _NUMBERS else []
        at = match.end()
    parts.append(re.escape(middle[at:]))
    if set(names) not in _COMPLETE or len(names) != len(set(names)):
        raise DateFormatError("it needs %Y or %y, and either %m and %d or %j, each once")
    return re.compile(("^" if starts else "") + "".join(parts) + ("$" if ends else ""), re.IGNORECASE)


def _pattern(match: re.Match[str], *, follows: bool, precedes: bool) -> str:
    """Return the pattern of the directive *match*, which *follows* or *precedes* the digits of another one."""
    if match[0] == "%%":
        return "%"
    if match[0] == "*":
        raise DateFormatError("'*' is possible only at its begin and its end")
    if match[1] not in _NUMBERS:
        raise DateFormatError(
            f"it has {match[0]!r}; allowed are {', '.join(f'%{each}' for each in _NUMBERS)} and %%"
        )
    name, beside, alone = _NUMBERS[match[1]]
    digits = beside if follows or precedes else alone
    return ("" if follows else r"(?<!\d)") + f"(?P<{name}>{digits})" + ("" if precedes else r"(?!\d)")


def _date(match: re.Match[str]) -> date | None:
    numbers = {name: int(value) for name, value in match.groupdict().items()}
    year = numbers["year"] if len(match["year"]) == 4 else 2000 + numbers["year"]
    try:
        if "number" not in numbers:
            return date(year, numbers["month"], numbers["day"])
        day = date(year, 1, 1) + timedelta(days=numbers["number"] - 1)
    except ValueError:
        return None
    return day if day.year == year else None
