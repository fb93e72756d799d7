"""Find lists of objects in data, and the keys of their titles, links and dates, by the names and the values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from ilofeed.core.date_context import DateContext
from ilofeed.core.date_order import NUMERIC
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.extract.data.values import address_of, date_of, instant_of, text_of

#: Keys and indexes that lead from a value to one within it.
Path = tuple[str | int, ...]
#: One object of a list.
Record = Mapping[str, object]

#: Fewer objects are no list.
MIN_ITEMS = 3
#: Of the items of a list, the share that must have a date.
DATED = 0.6

# Of the items, the share that must have a title and a link, and those of which optional fields are worth reading.
_COMPLETE = 0.9
_USUAL = 0.5
# Objects of a list whose keys are compared; values of one object; values in which lists are searched.
_MAX_SAMPLE = 60
_MAX_LEAVES = 200
_MAX_WALKED = 300_000
_MAX_LEVELS = 3
_MAX_TITLE = 1000

# Keys around the fields of an item, as Strapi, Contentful, GraphQL and Elasticsearch have them.
_AROUND = frozenset(
    "attributes article content data document entry fields item news node post properties resource source".split()
)
# Keys within the value of a field.
_WITHIN = frozenset(
    "contenturl current date href iso name path plain raw rendered src text timestamp url value".split()
)

# The names of the keys of each field in small letters, the best first.
_NAMES: Mapping[str, Sequence[str]] = {
    "title": "headline title posttitle articletitle newstitle pagetitle titletext heading subject name titel titre"
    " titulo titolo".split(),
    "link": "permalink canonicalurl weburl htmlurl articleurl newsurl posturl pageurl publicurl detailurl detailsurl"
    " fullurl absoluteurl url link href relativeurl fullpath path urlpath uri".split(),
    "date": "datepublished publishedat publisheddate published publishdate publishedon publishedtime publicationdate"
    " pubdate publishtime firstpublishedat firstpublisheddate firstpublished originallypublished displaydate"
    " releasedate dateposted postedat posteddate postdate posted newsdate articledate issued dateissued date"
    " startdate datecreated createdat createddate createdon created timestamp time".split(),
    "summary": "summary excerpt abstract description shortdescription teaser standfirst lead lede intro introduction"
    " snippet dek deck subtitle".split(),
    "kicker": ["kicker", "eyebrow", "category", "categoryname"],
    "place": ["place", "location", "venue", "dateline"],
    "image": "image imageurl featuredimage heroimage coverimage leadimage mainimage thumbnail thumbnailurl thumb"
    " picture photo".split(),
    "author": ["author", "authorname", "byline", "creator"],
    "id": ["guid", "uuid", "id", "objectid", "nid"],
    "updated": "datemodified updatedat modifiedat lastmodified dateupdated updated modified".split(),
}
_NEEDED = ("title", "link", "date")
_NO_LETTER = LazyPattern(r"[\W_]+")


class Fields(Struct, frozen=True, kw_only=True):
    """The keys of the fields in the objects of one list."""

    keys: Mapping[str, Path] = field(default_factory=dict)  #: field -> keys that lead to it from the object
    links: frozenset[str] = frozenset()  #: addresses of the objects that have a date

    @property
    def dated(self) -> int:
        """The number of items with a date."""
        return len(self.links)

    @property
    def is_complete(self) -> bool:
        """Whether the objects are items: with title, link and, in most, a date."""
        return all(name in self.keys for name in _NEEDED)


def lists_in(value: object) -> Iterator[tuple[Path, list[Record]]]:
    """Yield each list of objects in *value*, after the path to it. Of a value that contains itself, each part once."""
    stack: list[tuple[Path, object]] = [((), value)]
    seen: set[int] = set()
    for _ in range(_MAX_WALKED):
        if not stack:
            return
        path, each = stack.pop()
        if not isinstance(each, dict | list) or id(each) in seen:
            continue
        seen.add(id(each))
        children = list(each.items() if isinstance(each, dict) else enumerate(each))
        if isinstance(each, list):
            records: list[Record] = [child for child in each if isinstance(child, dict)]
            if len(records) >= MIN_ITEMS:
                yield path, records
        stack.extend(((*path, key), child) for key, child in reversed(children) if isinstance(child, dict | list))


def find_fields(records: Sequence[Record], context: DateContext, link_of: Callable[[str], str | None]) -> Fields:
    """Return the keys of the fields of *records*; *link_of* returns the address of an item's page, if it is one."""
    values: dict[Path, list[object]] = defaultdict(list)
    sample = records[:_MAX_SAMPLE]
    for record in sample:
        for path, value in _leaves(record):
            values[path].append(value)
    by_name: dict[str, list[Path]] = defaultdict(list)
    for path in values:
        if name := _name(path):
            by_name[name].append(path)

    def best(role: str, is_good: Callable[[Sequence[object]], bool]) -> Path | None:
        paths = (path for name in _NAMES[role] for path in sorted(by_name.get(name, ()), key=len))
        return next((path for path in paths if is_good(values[path])), None)

    def share(of: float) -> float:
        return of * len(sample)

    def are_links(found: Sequence[object]) -> bool:
        return len({link_of(each) for each in map(address_of, found) if each} - {None}) >= share(_COMPLETE)

    def are_texts(found: Sequence[object]) -> bool:
        return sum(map(_is_text, found)) >= share(_USUAL)

    checks: Mapping[str, Callable[[Sequence[object]], bool]] = {
        "title": lambda found: len({text for each in found if (text := _title(each))}) >= share(_COMPLETE),
        "link": are_links,
        "date": lambda found: sum(_is_dated(each, context) for each in found) >= share(DATED),
        "id": lambda found: len({text_of(each) for each in found} - {""}) == len(sample),
        "updated": lambda found: sum(instant_of(each) is not None for each in found) >= share(_COMPLETE),
        "image": lambda found: sum(bool(address_of(each)) for each in found) >= share(_USUAL),
    }
    chosen = {role: best(role, checks.get(role, are_texts)) for role in _NAMES}
    keys = {role: path for role, path in chosen.items() if path is not None}
    if "link" not in keys or "date" not in keys:
        return Fields(keys=keys)
    dated = (each for each in records if _is_dated(value_at(each, keys["date"]), context))
    links = {link_of(address_of(value_at(each, keys["link"]))) for each in dated}
    return Fields(keys=keys, links=frozenset(link for link in links if link is not None))


def value_at(value: object, path: Path) -> object:
    """Return the value to which *path* leads from *value*; None if there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) and isinstance(key, str) else None
    return value


def _leaves(record: Record) -> Iterator[tuple[Path, object]]:
    """Yield the values of *record* that are no objects, after the keys that lead to them."""
    stack: list[tuple[Path, object]] = [((), record)]
    count = 0
    while stack and count < _MAX_LEAVES:
        path, value = stack.pop()
        count += 1
        if not isinstance(value, dict):
            yield path, value
        elif len(path) < _MAX_LEVELS:
            stack.extend(((*path, key), child) for key, child in reversed(list(value.items())[:_MAX_LEAVES]))


def _name(path: Path) -> str:
    """Return the name of the field at *path*; empty if it is a field of something else than the item."""
    names = [_NO_LETTER.sub("", str(key)).lower() for key in path]
    if len(names) > 1 and names[-1] in _WITHIN and names[-2] not in _AROUND:
        names.pop()
    return names[-1] if names and all(name in _AROUND for name in names[:-1]) else ""


def _title(value: object) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TITLE:
        return ""
    return value.strip() if any(map(str.isalpha, value)) else ""


def _is_dated(value: object, context: DateContext) -> bool:
    found = date_of(value, context)
    return found.published is not None or NUMERIC.search(found.text) is not None


def _is_text(value: object) -> bool:
    if isinstance(value, str):
        return any(map(str.isalpha, value)) and not value.startswith(("http://", "https://", "/"))
    return isinstance(value, list) and bool(text_of(value))
