"""Read the pages of a list one after the other until enough was read."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.core.models import Extraction

# Reading ends after this number of consecutive pages without a new item.
_MAX_IDLE = 2


class Listing(Struct, frozen=True, kw_only=True):
    """The pages of a list that were read, merged into one."""

    extraction: Extraction
    is_complete: bool = False  #: true where the end of a list of several pages was reached
    can_read_on: bool = False  #: true where there is a further page
    is_guessed: bool = False  #: true where no link leads to the pages after the first


def follow_pagination(
    first: Extraction,
    *,
    max_pages: int,
    may_read: Callable[[str], bool],
    read: Callable[[str], Extraction | None],
    is_enough: Callable[[Extraction], bool],
) -> Listing:
    """Read the pages after the *first*, at most *max_pages* in all, until *is_enough* accepts the result.

    *read* returns None where the list has ended before that page. Raises what *read* raises.
    """
    extraction, visited, idle = first, {first.url}, 0
    for _ in range(max_pages - 1):
        url = _next(extraction, visited, may_read)
        if url is None or idle == _MAX_IDLE or is_enough(extraction):
            break
        visited.add(url)
        page = read(url)
        if page is None:
            return Listing(extraction=replace(extraction, next=None), is_complete=True)
        followed = extraction.followed_by(page)
        idle = idle + 1 if len(followed.items) == len(extraction.items) else 0
        extraction = followed
    return Listing(
        extraction=extraction,
        is_complete=extraction.next is None and len(visited) > 1,
        can_read_on=idle < _MAX_IDLE and _next(extraction, visited, may_read) is not None,
    )


def _next(extraction: Extraction, visited: set[str], may_read: Callable[[str], bool]) -> str | None:
    """Return the URL of the page after *extraction*, if it may be read and was not read yet."""
    url = extraction.next
    return url if url is not None and url not in visited and may_read(url) else None
