"""Explain the last poll of a source from what is stored. The network is not used, and no page is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from ilofeed.app import overview
from ilofeed.app.container import Container
from ilofeed.core import link_rules
from ilofeed.core.decisions import ItemDecision
from ilofeed.core.errors import ExtractError, PatternError
from ilofeed.core.filters import entry_filter
from ilofeed.core.models import Entry, Extraction, FeedConfig, Item, Page, Source
from ilofeed.core.state import Health, KeptPage, LinkRules, Outcome, PollReport
from ilofeed.core.text import clean

#: Of an item whose treatment an older program did not save.
UNKNOWN = "unknown"
_REPEATED = "repeated"
# Enough characters to see what the page is.
_BEGINNING = 300
_CRITERIA = ("languages", "kickers", "include", "exclude")


class FeedDecision(Struct, frozen=True, kw_only=True):
    """Whether a feed that shows only some entries shows one item, and the setting that leaves it out."""

    feed: str
    left_out_by: str = ""  #: the name of the setting in `[[feed]]`; empty: it is shown


class ExplainedItem(Struct, frozen=True, kw_only=True):
    """An item of the page, and what the poll made of it."""

    item: Item
    decision: ItemDecision
    entry: Entry | None = None  #: as it is stored now; None for one that would be new
    before: Item | None = None  #: as it was known before the poll, where words or address differ
    text_length: int | None = None  #: characters of its full text with markup; None: none was read
    feeds: tuple[FeedDecision, ...] = ()


class Explanation(Struct, frozen=True, kw_only=True):
    """The last poll of a source: its result, the page, its items and the rules of the gate."""

    health: Health
    at: datetime | None = None  #: None: it was never polled
    report: PollReport | None = None
    #: The page of that poll. Of a poll that found the page unchanged it is the last one that was read.
    kept: KeptPage | None = None
    items: tuple[ExplainedItem, ...] = ()
    beginning: str = ""  #: of the text of a page without a readable list

    @property
    def source(self) -> Source:
        """The source that was polled."""
        return self.health.source

    @property
    def is_of_poll(self) -> bool:
        """True if the page came with that poll itself."""
        return self.kept is not None and self.kept.at == self.at


def explain(container: Container, source: Source) -> Explanation:
    """Return the explanation of the last poll of *source*. Raises StoreError."""
    health = overview.overview_of_one(container, source).healths[0]
    polls, state = container.store.polls(source.slug, 1), container.store.state(source.slug)
    if not polls or state is None:
        return Explanation(health=health)
    ((at, report),) = polls
    kept = _page_of(container.store.pages(source.slug), at, report)
    found = Explanation(health=health, at=at, report=report, kept=kept)
    if kept is None:
        return found
    if kept.extraction is None:
        return replace(found, beginning=_beginning(kept.page))
    return replace(found, items=tuple(_items(container, source, state.link_rules, kept, kept.extraction)))


def _page_of(pages: Sequence[KeptPage], at: datetime, report: PollReport) -> KeptPage | None:
    """Return the page that the poll at the time *at* read, or found unchanged; None if no page came."""
    of_poll = next((kept for kept in pages if kept.at == at), None)
    if of_poll is not None or report.outcome not in (Outcome.UNCHANGED, Outcome.NOT_MODIFIED):
        return of_poll
    return next((kept for kept in pages if kept.good), None)


def _beginning(page: Page) -> str:
    """Return the beginning of the text that a browser would show of *page*, as far as it is text."""
    from ilofeed.extract.document import Document  # noqa: PLC0415 - only for a page without a list

    document = Document(page)
    try:
        text = (document.soup.body or document.soup).get_text(" ") if document.is_html else document.text
    except ExtractError:
        return ""
    return clean(text, _BEGINNING)


def _items(
    container: Container, source: Source, rules: LinkRules, kept: KeptPage, extraction: Extraction
) -> Iterator[ExplainedItem]:
    """Yield the items of *extraction*, the *kept* page, with their treatment."""
    distinct = {_place(item): item for item in link_rules.apply(extraction.items, extraction.url, rules).items}
    decided = {_place(decision): decision for decision in kept.decisions.items} if kept.decisions else {}
    known = container.store.known(
        source.slug,
        {item.key for item in distinct.values()},
        (),
        {decision.entry for decision in decided.values() if decision.entry},
    )
    owners = {alias: entry for entry in known for alias in entry.aliases}
    entries = owners | {entry.item.key: entry for entry in known} | {entry.id: entry for entry in known}
    before = _before(container, source, kept)
    texts = container.store.bodies(source.slug, {entry.id for entry in known}) if source.reads_articles else {}
    plans = [plan for plan in container.config.plans if plan.chooses and source in plan.sources]
    for item in extraction.items:
        place = _place(item)
        decision = decided.get(place) or _usual(item, distinct.get(place), is_known=kept.decisions is not None)
        entry = None if decision.treatment == _REPEATED else entries.get(decision.entry or decision.key)
        yield ExplainedItem(
            item=item,
            decision=decision,
            entry=entry,
            before=before(entry) if entry and decision.treatment in ("revised", "moved") else None,
            text_length=len(texts[entry.id].html) if entry and entry.id in texts else None,
            feeds=tuple(_feed_decision(plan, item) for plan in plans),
        )


def _place(item: Item | ItemDecision) -> int | str:
    """Return what identifies an item within its page."""
    return item.key if item.number is None else item.number


def _usual(item: Item, distinct: Item | None, *, is_known: bool) -> ItemDecision:
    """Return the decision about an *item* of which none was saved; it is not *distinct* if it repeats another."""
    if distinct is None:
        return ItemDecision(number=item.number, key=item.key, treatment=_REPEATED, by="address of one above")
    treatment, by = ("unchanged", "address") if is_known else (UNKNOWN, "an older program polled")
    return ItemDecision(number=item.number, key=distinct.key, treatment=treatment, by=by)


def _before(container: Container, source: Source, kept: KeptPage) -> Callable[[Entry], Item | None]:
    """Return what finds an entry as it was before the poll that read the *kept* page."""
    if not kept.good:
        return lambda entry: entry.item
    revisions = container.store.revisions(source.slug)
    latest = {revision.entry: revision.before for revision in revisions if revision.at <= kept.at}
    return lambda entry: latest.get(entry.id)


def _feed_decision(plan: FeedConfig, item: Item) -> FeedDecision:
    """Return whether the feed of *plan* selects *item*, and else the first setting that leaves it out."""
    nothing = replace(plan, **dict.fromkeys(_CRITERIA, ()))
    for name in _CRITERIA:
        try:
            is_chosen = entry_filter(replace(nothing, **{name: getattr(plan, name)}))(item)
        except PatternError:  # the feed is not published then; `ilofeed status` shows why
            is_chosen = False
        if not is_chosen:
            return FeedDecision(feed=plan.slug, left_out_by=name)
    return FeedDecision(feed=plan.slug)
