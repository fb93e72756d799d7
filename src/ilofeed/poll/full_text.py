"""Read the articles that the items of a source link to: each once, a few at each poll."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from msgspec import Struct

from ilofeed.core import bug_report, ids, truncated_titles
from ilofeed.core.address_title import best, is_provisional
from ilofeed.core.errors import DeferredError, ExtractError, IlofeedError, PollError
from ilofeed.core.layout_names import SITEMAP
from ilofeed.core.models import Entry, NotModified, Page, Source
from ilofeed.core.protocols import Fetch, Store

# Articles requested at one poll, entries of a feed that are considered, and attempts for each.
_AT_ONCE = 5
_AMONG = 50
_TRIES = 3

_DOCUMENTS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".mp3", ".mp4", ".jpg", ".png")

_logger = logging.getLogger(__name__)


class Articles(Struct, frozen=True):
    """Reader of the articles of the latest entries, with the same safety limits and politeness as a poll."""

    store: Store
    fetch: Fetch
    text_of: Callable[[Page], str]
    titles_of: Callable[[Page], Iterable[str]]

    def __call__(self, source: Source) -> None:
        """Save the texts of the latest entries of *source* that have none. An entry that fails keeps its summary.

        Without full text only titles are read, of entries that have only the words of their address.

        Raises StoreError.
        """
        for entry in self.store.without_body(source.slug, _AMONG, _TRIES, _AT_ONCE):
            html, title = None, ""
            try:
                if not source.full_text and not _has_no_title(source, entry):
                    html = ""  # the sitemap has its title
                else:
                    page = self._fetched(entry)
                    title = self._title(source, entry, page)
                    html = self.text_of(page) if source.full_text else ""
            except DeferredError:
                return
            except PollError as error:
                _logger.info("source=%s no text of %s: [%s] %s", source.slug, entry.item.link, error.reason, error)
            except IlofeedError:
                raise
            except Exception as error:  # noqa: BLE001 - one article must not hold up its feed
                bug_report.report(error, f"source {source.slug}, the page {entry.item.link}")
            self.store.keep_body(source.slug, entry.id, html, title)

    def _title(self, source: Source, entry: Entry, page: Page) -> str:
        """Return the title of *entry* on its own *page* if the list cuts it or has none; else an empty string."""
        cut = entry.item.title
        if _has_no_title(source, entry):
            return best(list(self.titles_of(page)), entry.item.link)
        titles = self.titles_of(page) if truncated_titles.stem(cut) else ()
        whole = [title for title in titles if truncated_titles.completes(title, cut)]
        return min(whole, key=len, default="")  # an unclosed heading holds what follows it

    def _fetched(self, entry: Entry) -> Page:
        """Return the page of *entry*. Raises PollError."""
        link = entry.item.link
        if not ids.has_own_page(entry.item) or urlsplit(link).path.lower().endswith(_DOCUMENTS):
            raise ExtractError("no_text", f"{link} is no page of its own")
        answer = self.fetch(link)
        if isinstance(answer, NotModified):
            raise ExtractError("no_text", f"{link} answers 304 to an unconditional request")
        return answer


def _has_no_title(source: Source, entry: Entry) -> bool:
    """Return whether *entry* is from a sitemap without titles."""
    return source.profile == SITEMAP and is_provisional(entry.item.title, entry.item.link)
