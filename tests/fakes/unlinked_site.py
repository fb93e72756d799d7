"""A site whose list is shown in pages by number, without a link from one page to the next."""

from __future__ import annotations

from collections.abc import Callable

from fakes.list_site import ListSite
from fakes.world import URL, listing
from ilofeed.core import urls
from ilofeed.core.errors import PollError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.extract.pagination import page_number

_NO_VALIDATORS = Validators()


class UnlinkedSite(ListSite):
    """The list of a `ListSite`; the address of each page has its number."""

    def __init__(self, size: int = 10, *, first: int = 0, url: str = URL, is_dated: bool = True) -> None:
        """Give the first page, at *url*, the number *first*."""
        super().__init__(size, is_dated=is_dated)
        self.first = first
        self.url = url
        #: answers for further pages, by the place of the page, the second being 1
        self.instead: Callable[[str, int], Page | PollError] | None = None

    def page(self, at: int) -> str:
        """The page that begins at the offset *at*."""
        return listing(self.all[at : at + self.size])

    def __call__(
        self, url: str, validators: Validators = _NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        """Answer as a server does that ignores numbers below that of its first page."""
        self.is_forced = force
        self.asked.append(url)
        number = page_number(url)
        place = 0 if number is None else max(0, number - self.first)
        if not place:
            body = self.page(0)
            etag = f'"{urls.digest(body)}"'
            if validators.etag == etag:
                return NotModified(url=url)
            return Page(url=url, body=body.encode(), validators=Validators(etag=etag))
        if self.between is not None:
            between, self.between = self.between, None
            between()
        if self.instead is None:
            return Page(url=url, body=self.page(place * self.size).encode())
        answer = self.instead(url, place)
        if isinstance(answer, PollError):
            raise answer
        return answer
