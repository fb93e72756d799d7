"""Stamps: digests of all that documents are made from, by which a document that is up to date is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256

from msgspec import Struct

from ilofeed.core.language import DEFAULT_INTERFACE
from ilofeed.core.models import Feed, FeedConfig, Source
from ilofeed.core.protocols import Store
from ilofeed.core.state import SourceState
from ilofeed.publish import render
from ilofeed.publish.feed_builder import PublicSite

#: Part of the stamp of every document but archives. A release that renders differently increments it: the first poll
#: of each source then renders its feed anew. A test refuses documents with other bytes under the same number.
RENDERING = 6

States = Mapping[str, SourceState]

#: The date after which one of the sources is overdue if none is polled; None where none can be.
DueBy = Callable[[Sequence[Source], States], date | None]


def digest(made_from: Sequence[object]) -> str:
    """Return a stamp of all inputs of a document."""
    return sha256(json.dumps(made_from).encode()).hexdigest()


def of_interface(site: PublicSite) -> str:
    """Return the part of the stamp of a page that shows the language of its interface; English has none."""
    return "" if site.interface == DEFAULT_INTERFACE else f" {site.interface}"


class FeedStamps(Struct, frozen=True, kw_only=True):
    """The stamps of the documents of feeds."""

    store: Store
    site: PublicSite
    due_by: DueBy

    @property
    def settings(self) -> Sequence[object]:
        """The inputs that all documents have in common."""
        return [RENDERING, self.site.base_url, self.site.authority, self.site.hubs]

    def __call__(self, plan: FeedConfig, states: States, translations: Sequence[Feed]) -> Mapping[str, str]:
        """Return the stamps of the documents of *plan*, by format. Only the page shows when a poll is due."""
        stamp = self._of_feed(plan, states, translations)
        found = dict.fromkeys(render.FORMATS, stamp)
        if self.site.base_url:
            found[render.PAGE] = f"{stamp} {self.due_by(plan.sources, states)}{of_interface(self.site)}"
        return found

    def _of_feed(self, plan: FeedConfig, states: States, translations: Sequence[Feed]) -> str:
        """Return a digest of all inputs of the documents of *plan*."""
        known = [states.get(source.slug) for source in plan.sources]
        made_from = [(state.content, state.title, state.language) for state in known if state]
        beside = [(each.slug, each.title, each.language) for each in translations]
        wordy = [source.slug for source in plan.sources if source.reads_articles]
        texts = sorted(self.store.body_counts(wordy).items()) if wordy else []
        return digest([*self.settings, repr(plan), made_from, beside, texts])
