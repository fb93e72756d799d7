"""Check the selectors of a source, and the keys beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from msgspec.structs import asdict

from ilofeed.config.messages import Location
from ilofeed.config.selectors_table import SelectorsTable
from ilofeed.core import date_format
from ilofeed.core.css_selectors import check
from ilofeed.core.name_lists import did_you_mean
from ilofeed.core.selectors import SEARCHED, UNTIL_NEXT, Alternatives, Selectors


def changed(selectors: Selectors | None, values: Mapping[str, Alternatives], name: str) -> Selectors:
    """Return *selectors* with other *values*. Raises ConfigError about *name*, where they are from."""
    there = asdict(selectors) if selectors else {"item": "", "title": ""}
    try:
        table = msgspec.convert(there | dict(values), SelectorsTable)
    except msgspec.ValidationError as error:
        raise Location(name).error(str(error)) from error
    return checked(Location(name), table)


def checked(here: Location, table: SelectorsTable) -> Selectors:
    """Return the selectors of *table*, which is at *here*. Raises ConfigError."""
    for place, css in _selectors(here, table):
        if wrong := check(css):
            raise place.wrong(f"is {css!r}, which is no good selector: {wrong}")
    if table.span not in ("", UNTIL_NEXT):
        hint = did_you_mean(table.span, [UNTIL_NEXT])
        raise here.at("span").not_allowed(table.span, f'"{UNTIL_NEXT}", or nothing', hint)
    form = table.date_format
    if form and (problem := date_format.check(form)):
        raise here.at("date_format").wrong(f"is {form!r}, which is no good format: {problem}")
    if form and not (table.date or table.date_above):
        raise here.at("date_format").wrong("needs the key 'date' or 'date_above' beside it, whose text it reads")
    return msgspec.convert({key: _bare(value) for key, value in asdict(table).items()}, Selectors)


def _selectors(here: Location, table: SelectorsTable) -> Iterator[tuple[Location, str]]:
    """Yield each selector of *table* after its place. An empty string counts only where a selector is needed."""
    for name in SEARCHED:
        value: Alternatives = getattr(table, name)
        if not isinstance(value, str):
            yield from ((here.at(name, at), css) for at, css in enumerate(value))
        elif value or name in ("item", "title"):
            yield here.at(name), value


def _bare(value: Alternatives) -> Alternatives:
    """Return *value*; a list of one selector is that selector, so that both have the same digest."""
    return value[0] if isinstance(value, tuple) and len(value) == 1 else value
