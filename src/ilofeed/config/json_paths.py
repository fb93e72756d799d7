"""Check the table ``[source.json]`` of a source."""

from __future__ import annotations

from shlex import quote

import msgspec
from msgspec.structs import asdict

from ilofeed.config.json_table import JsonTable
from ilofeed.config.messages import Location
from ilofeed.config.schema import SourceTable
from ilofeed.core import layout_names, urls
from ilofeed.core.json_paths import COUNTED, SEARCHED, JsonPaths, expressions, is_address, number_in


def of_source(here: Location, table: SourceTable) -> JsonPaths | None:
    """Return the table ``[source.json]`` of the source *table*, if its profile needs one. Raises ConfigError."""
    if table.json is None:
        if table.profile == layout_names.JSON:
            raise here.at("profile").wrong(
                f"is {table.profile!r}, which needs a [source.json] table;"
                f" `ilofeed preview {quote(table.url)}` proposes one"
            )
        return None
    if table.profile != layout_names.JSON:
        raise here.at("profile").wrong(
            f"is {table.profile!r}, but there is a [source.json] table; "
            f'set profile = "{layout_names.JSON}" or take the table out'
        )
    paths = checked(here.at("json"), table.json)
    if (counted := COUNTED.fullmatch(paths.next)) and number_in(table.url, counted[1]) is None:
        raise here.at("json", "next").wrong(
            f'is {paths.next!r}, but the url has no number {counted[1]!r} to count on from, as in "?{counted[1]}=1"'
        )
    return paths


def checked(here: Location, table: JsonTable) -> JsonPaths:
    """Return the expressions of *table*, which is at *here*. Raises ConfigError."""
    from ilofeed.core.jmespath_search import check  # noqa: PLC0415 - few sources are JSON

    for name in SEARCHED:
        value = getattr(table, name)
        if not value and name not in ("items", "title", "link"):
            continue
        if name == "next" and COUNTED.fullmatch(value):
            continue
        found = list(expressions(name, value))
        if not found and not is_address(value):
            raise here.at(name).wrong("is empty, but it is needed")
        if not found:
            count = ', and no "?page+=1"' if name == "next" else ""
            raise here.at(name).wrong(f"is {value!r}, an address without any expression in braces{count}")
        for expression in found:
            if problem := check(expression):
                raise here.at(name).wrong(f"is {value!r}, which is no good JMESPath expression: {problem}")
    if table.page and urls.absolute(table.page) is None:
        raise here.at("page").not_allowed(table.page, "an http or https address without user name and password")
    return msgspec.convert(asdict(table), JsonPaths)
