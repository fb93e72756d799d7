"""Read an answer in JSON by JMESPath expressions, as configured or as proposed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from msgspec.structs import asdict, replace

from ilofeed.core import urls
from ilofeed.core.errors import ExtractError
from ilofeed.core.item_data import ItemData
from ilofeed.core.jmespath_search import Search, TooCostlyError
from ilofeed.core.json_paths import COUNTED, ITEM_FIELDS, PLACEHOLDER, JsonPaths, is_address, number_in
from ilofeed.core.layout_names import JSON
from ilofeed.core.models import Extraction, Source
from ilofeed.extract import page_limits
from ilofeed.extract.data.json_text import JsonError, parse
from ilofeed.extract.data.proposal import described, propose
from ilofeed.extract.data.raw_items import raw_item
from ilofeed.extract.data.values import FoundDate, address_of, date_of, instant_of, text_of
from ilofeed.extract.data_document import DataDocument
from ilofeed.extract.raw_item import RawItem

# Characters of an id; as in the reading of feeds.
_MAX_NAME = 2000
# A value in a path, and in a parameter. Some slugs have slashes, or are escaped already.
_IN_PATH = "/%:@!$'()*,;~+"


def read(document: DataDocument, source: Source) -> Extraction:
    """Return the items in the places that *source* configures, in their order, else those of the only list.

    Raises ExtractError if there are none.
    """
    value = _value(document)
    paths = source.json or propose(document, value)
    search = Search()
    try:
        return _read(document, value, paths, search)
    except TooCostlyError:
        raise ExtractError(
            "too_complex", f"{document.url} has more data than the expressions of [source.json] may search"
        ) from None


def _value(document: DataDocument) -> object:
    """Return the value of the answer. Raises ExtractError if it is no JSON, or beyond the limits."""
    try:
        return parse(document.characters)
    except JsonError as error:
        if error.is_limit:
            raise ExtractError("too_complex", f"{document.url}: {error}; configure a smaller answer") from error
        raise ExtractError("not_json", f"{document.url} does not answer JSON: {error}") from error


def _read(document: DataDocument, value: object, paths: JsonPaths, search: Search) -> Extraction:
    found = search(paths.items, value)
    if not isinstance(found, list):
        kind = "nothing" if found is None else _KINDS.get(type(found), "a number")
        # An error in JSON, in place of a further page, is not the end of the list.
        raise ExtractError(
            "no_list",
            f"{document.url} has no list at the expression items = {paths.items!r} of [source.json], but {kind}",
            candidates=described(document, value),
        )
    if len(found) > page_limits.MAX_ITEMS:  # no answer says where its newest items are
        raise ExtractError(
            "too_complex",
            f"{document.url} has {len(found)} items, more than {page_limits.MAX_ITEMS}; choose the newest in items of"
            f" [source.json], such as ({paths.items})[:100], or [-100:] if they are at its end",
        )
    document.declare(base=paths.page)
    names = [_name(paths, search, each) for each in found]
    counts = Counter(names)
    raw_items = [
        _raw_item(document, paths, search, each, name=name if counts[name] == 1 else "")
        for each, name in zip(found, names, strict=True)
    ]
    following = _next(document.url, value, paths.next, search)
    try:
        extraction = document.extraction(JSON, raw_items, following=following)
    except ExtractError as error:
        raise _explained(document.url, error, paths, raw_items, found) from error
    return replace(extraction, rules={name: rule for name, rule in asdict(paths).items() if rule})


def _explained(
    url: str, error: ExtractError, paths: JsonPaths, raw_items: Sequence[RawItem], found: Sequence[object]
) -> ExtractError:
    """Return *error*, or a better one if an expression that every item needs finds nothing in any of them."""
    unfound = [
        f"{name} = {getattr(paths, name)!r}"
        for name, values in (
            ("title", [each.title or each.summary for each in raw_items]),
            ("link", [each.href for each in raw_items]),
        )
        if not any(values)
    ]
    if not raw_items or not unfound:
        return error
    names = (
        ", ".join(repr(name[:_MAX_KEY]) for name in islice(found[0], _MAX_KEYS))
        if isinstance(found[0], dict)
        else ""
    )
    keys = f"; the keys of the first one are {names}" if names else ""
    verb = "finds" if len(unfound) == 1 else "find"
    return type(error)(
        error.reason,
        f"{url} has {len(raw_items)} items, but {' and '.join(unfound)} of [source.json] {verb} nothing in them{keys}",
        candidates=error.candidates if any(each.title for each in raw_items) else (),
    )


# Keys that a message names, and the characters of each.
_MAX_KEYS = 20
_MAX_KEY = 40
_KINDS = {dict: "an object", str: "a text", bool: "true or false"}


def _name(paths: JsonPaths, search: Search, item: object) -> str:
    """Return the id of the value *item*, if it has a short one."""
    name = text_of(search(paths.id, item)) if paths.id else ""
    return name if len(name) <= _MAX_NAME else ""


def _raw_item(document: DataDocument, paths: JsonPaths, search: Search, item: object, *, name: str) -> RawItem:
    """Return the item of the value *item*, with its *name* if no other has the same."""
    values = {field: search(css, item) for field in ITEM_FIELDS[2:] if (css := getattr(paths, field))}
    values |= {"title": search(paths.title, item), "link": _address(paths.link, item, search)}
    exact, changed = instant_of(values.get("date")), instant_of(values.get("updated"))
    found = (
        FoundDate(published=exact.day, text="") if exact else date_of(values.get("date"), document.date_context)
    )
    data = ItemData(name=name, at=exact.at if exact else None, changed=changed.at if changed else None)
    return replace(raw_item(document, values, found), data=data if data != ItemData() else None)


def _address(rule: str, value: object, search: Search) -> str:
    """Return the address that *rule* gives for *value*; empty if any part of it is missing."""
    if not is_address(rule):
        return address_of(search(rule, value))
    address, at = "", 0
    for placeholder in PLACEHOLDER.finditer(rule):
        address += rule[at : placeholder.start()]
        part = search(placeholder[1], value)
        text = text_of(part) if not isinstance(part, list) else ""
        if not text:
            return ""
        address += quote(text, safe="" if "?" in address else _IN_PATH)
        at = placeholder.end()
    return address + rule[at:]


def _next(here: str, value: object, rule: str, search: Search) -> str | None:
    """Return the address of the page of the list after the answer *value* at *here*, on the same site."""
    counted = COUNTED.fullmatch(rule)
    if counted:
        return _counted_on(here, counted[1], int(counted[2]))
    address = _address(rule, value, search) if rule else ""
    if not address:
        return None
    if address.startswith("?"):
        address = _with_parameters(here, dict(parse_qsl(address[1:], keep_blank_values=True)))
    url = urls.absolute(address, here)
    return url if url and url != here and urls.site(url) == urls.site(here) else None


def _counted_on(url: str, name: str, step: int) -> str | None:
    """Return *url* with its parameter *name* increased by *step*; None if that is no number."""
    number = number_in(url, name)
    return None if number is None else _with_parameters(url, {name: str(number + step)})


def _with_parameters(url: str, values: Mapping[str, str]) -> str:
    """Return *url* with the *values* of parameters in place of its own of the same names."""
    parts = urlsplit(url)
    own = parse_qsl(parts.query, keep_blank_values=True)
    pairs = [(name, values.get(name, value)) for name, value in own]
    pairs += [(name, value) for name, value in values.items() if name not in dict(own)]
    return urlunsplit(parts._replace(query=urlencode(pairs)))
