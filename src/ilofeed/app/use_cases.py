"""The use cases: poll, accept, replay, preview and the steps after polls, each a function of the container."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ilofeed.app import garbage, page_input, publish_all
from ilofeed.app.container import Container
from ilofeed.app.reading_overrides import NO_OVERRIDES, ReadingOverrides
from ilofeed.core import bug_report, urls
from ilofeed.core.date_context import DateHints
from ilofeed.core.errors import ExtractError, FetchError, IlofeedError, LeadsElsewhereError, NotifyError, PollError
from ilofeed.core.layout_names import AUTO
from ilofeed.core.models import Extraction, NotModified, Page, Source
from ilofeed.core.state import Notification, Outcome, PollReport, SourceState
from ilofeed.decide import outcomes
from ilofeed.decide.schedule import is_due
from ilofeed.poll.concurrency import side_by_side
from ilofeed.poll.whole_answer import whole
from ilofeed.publish.websub import HubRound

if TYPE_CHECKING:
    from ilofeed.decide.replay import Difference
    from ilofeed.poll.learn_selectors import Proposal
    from ilofeed.publish.validate import Finding


# Number of the latest entries that are searched for on a page whose layout is to be learned.
_KEYS = 200
_PAUSED = "`paused = true` in its [[source]]; `ilofeed fetch --once {slug} --force` polls it nevertheless"
# The most notifications that are sent at a time.
_PINGS = 500


def poll_sources(
    container: Container,
    sources: Collection[Source],
    *,
    force: bool = False,
    dry_run: bool = False,
    even_paused: bool = False,
) -> Iterator[PollReport]:
    """Poll *sources* now, different hosts in parallel; yield the report of each when it ends.

    *even_paused*: a forced poll also counts for those that the configuration pauses. Raises StoreError. Closing
    the iterator early stops running polls.
    """

    def poll_one(source: Source) -> PollReport:
        if source.paused and not (even_paused and force):
            return outcomes.skipped(source, "paused", _PAUSED.format(slug=source.slug))
        return poll_source(container, source, force=force, dry_run=dry_run)

    make_ready(container)
    if len(sources) > 1:
        garbage.look_seldom()
    return side_by_side(sources, poll_one, stop=container.stop)


def make_ready(container: Container) -> None:
    """Build what polls need, before threads share it. Raises StoreError."""
    _ = container.poller, container.heartbeat
    if container.keeps_state:
        publish_all.rename_former_slugs(container)
        publish_all.recover(container)


def poll_source(container: Container, source: Source, *, force: bool = False, dry_run: bool = False) -> PollReport:
    """Poll *source* now, even if another process polls it. Raises StoreError."""
    if source.retired:
        return outcomes.skipped(source, "retired", source.retired)
    if dry_run:
        state = container.store.state(source.slug) or SourceState(slug=source.slug)
        return container.poller.poll(source, state, force=force, dry_run=True)
    with container.turns.of_poll():
        with container.store.together():
            state = container.store.claim([source.slug], container.leases.wish(source))[source.slug]
            if not force:
                _take_turn(container, source)
        return _poll_leased(container, source, state, force=force)


def poll_due(container: Container, source: Source, *, even_early: bool = False) -> PollReport | None:
    """Poll *source* if it is still due and no other process polls it; else return None. Raises StoreError.

    *even_early*: also if it is not due yet.
    """
    with container.turns.of_poll():
        with container.store.together():
            state = container.store.state(source.slug) or SourceState(slug=source.slug)
            if not (even_early and source.is_polled) and not is_due(source, state, container.clock.now()):
                return None
            leased = container.leases.take(source, state)
            if leased is None:
                return None
            _take_turn(container, source)
        return _poll_leased(container, source, leased)


def _take_turn(container: Container, source: Source) -> None:
    """Take the turn at the host of *source* together with its claim, if it is free: a claim does not wait."""
    if source.request.browser:  # its poll first waits for a browser, perhaps for minutes
        return
    now, fetcher = container.clock.now(), container.polite_fetcher.for_source(source)
    container.turns.take_ahead(urls.host_of(source.url), container.holder, now, now + fetcher.lease)


def _poll_leased(container: Container, source: Source, state: SourceState, *, force: bool = False) -> PollReport:
    with container.leases.held(state):
        try:
            report = container.poller.poll(source, state, force=force)
        except IlofeedError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug met with one source must not stop the others
            return _failed_by_bug(container, source, state, error)
        if report.outcome is Outcome.SKIPPED:
            container.store.release(state)
        return report


def _failed_by_bug(container: Container, source: Source, state: SourceState, error: Exception) -> PollReport:
    about = f"source {source.slug}"
    failure = PollError(bug_report.REASON, bug_report.report(error, about))
    commit = outcomes.failed(source, state, container.clock.now(), failure)
    try:
        container.store.record(commit)
    except IlofeedError:
        raise
    except Exception as another:  # noqa: BLE001 - only the log has it then
        bug_report.report(another, about)
    return commit.report


def validate(container: Container) -> Iterator[tuple[str, list[Finding]]]:
    """Check each file in the output folder, and return the findings. Raises ConfigError if it cannot be read."""
    from ilofeed.app import validate_output  # noqa: PLC0415

    return validate_output.validate(container.config, container.clock.now())


def notify_hubs(container: Container) -> Iterator[HubRound]:
    """Notify the hubs that are due of the documents that have changed, and return the result for each hub.

    Raises StoreError.
    """
    if not container.config.hubs:
        return
    from ilofeed.app.notify_hubs import Hubs  # noqa: PLC0415 - most have none

    pings = container.store.pings(container.clock.now(), _PINGS)
    yield from Hubs(container.store, container.polite_fetcher.post_form, container.clock)(pings)


def send_alerts(container: Container) -> Iterator[tuple[Notification, NotifyError | None]]:
    """Notify the operator of changes of the sources, if a channel is configured.

    Yield each notification, with the error if it could not be sent this time. Raises StoreError.
    """
    if container.config.alerts.ways:
        yield from container.dispatcher(container.config.sources)


def accept(container: Container, source: Source, *, as_known: bool = False, shown: str = "") -> PollReport | None:
    """Approve the quarantined poll of *source*; return None if there is none. Raises StoreError.

    *shown* is the digest of the poll that the operator saw: another one is not approved.
    """
    from ilofeed.decide import approval  # noqa: PLC0415 - see the top of this file

    if container.store.quarantine(source.slug) is None:
        return None
    publish_all.recover(container)
    state = container.store.claim([source.slug])[source.slug]
    # A poll that ended before this claim may have read the page without a problem, or quarantined another poll.
    held = container.store.quarantine(source.slug)
    if held is None or (shown and shown != approval.digest_of(held)):
        return None
    return container.poller.accept(source, state, held, as_known=as_known)


def replay(container: Container, source: Source) -> Iterator[tuple[datetime, Difference]]:
    """Return the differences between the current reading and the saved one of each kept page of *source*, latest first.

    A page that cannot be read any more has lost every item.
    """
    from ilofeed.decide.replay import Difference, compare  # noqa: PLC0415
    from ilofeed.extract import registry  # noqa: PLC0415

    for kept in container.store.pages(source.slug):
        if kept.extraction is None:
            continue
        try:
            hints = DateHints(learned=kept.extraction.date_order, seen=kept.at)
            now = registry.read(kept.page, source, last_profile=kept.extraction.profile, date_hints=hints)
        except ExtractError:
            yield kept.at, Difference(vanished=kept.extraction.items)
        else:
            # Further pages of the list are not kept; what stood on them is not compared.
            first = replace(kept.extraction, items=kept.extraction.items[: len(now.items)])
            yield kept.at, compare(first, now, container.mint)


def repair(container: Container, source: Source) -> Proposal:
    """Return selectors that read the current page of *source*. Raises PollError if there are none."""
    from ilofeed.extract import registry  # noqa: PLC0415
    from ilofeed.poll.learn_selectors import propose  # noqa: PLC0415

    state = container.store.state(source.slug)
    profile = state.profile if state and source.profile == AUTO else source.profile
    if registry.is_data(profile):
        raise ExtractError(
            "no_proposal", f"{source.url} is data, read by the profile {profile!r} without selectors"
        )
    known = container.store.newest(source.slug, _KEYS)
    return propose(fetch_page(container, source.url), known, language=source.language)


def preview(
    container: Container, target: str, *, url: str = "", overrides: ReadingOverrides = NO_OVERRIDES
) -> Extraction:
    """Read the page of `page_to_preview`, and return its items. Nothing is saved. Raises PollError, ConfigError."""
    return read_previewed(container, *page_to_preview(container, target, url=url, overrides=overrides))


def page_to_preview(
    container: Container, target: str, *, url: str = "", overrides: ReadingOverrides = NO_OVERRIDES
) -> tuple[Page, Source, bool]:
    """Return the page *target*, the source as which it is read, with *overrides*, and whether it was fetched.

    *target* is the slug of a source, an address, a file, or ``-`` for standard input; *url* is the address of a
    saved page. The source is that with the same slug or address. Raises PollError, and ConfigError if the file does
    not exist.
    """
    source = next((source for source in container.config.sources if source.slug == target), None)
    if source is None:
        is_address = is_fetched = page_input.is_address(target)
        target = page_input.checked("TARGET", target) if is_address else target
        source = _source_at(container, url or (target if is_address else "")) or Source(slug="preview", url=target)
        source = overrides.apply(source)
        page = (
            fetch_page(container, target, source)
            if is_address
            else page_input.saved(target, container.config.fetch.max_bytes)
        )
    else:
        source = overrides.apply(source)
        page, is_fetched = fetch_page(container, source.url, source), True
    if url:
        page = replace(page, url=page_input.checked("--url", url))
    return page, source, is_fetched


def read_previewed(container: Container, page: Page, source: Source, is_fetched: bool) -> Extraction:  # noqa: FBT001 - of `page_to_preview`
    """Return the items of the result of `page_to_preview`. Raises PollError."""
    from ilofeed.extract import registry  # noqa: PLC0415

    return read_on_refresh(container, page, source) if is_fetched else registry.read(page, source)


def read_on_refresh(container: Container, page: Page, source: Source) -> Extraction:
    """Read the fetched *page* of *source*, or that to which it leads, as a poll does. Raises PollError."""
    from ilofeed.extract import registry  # noqa: PLC0415
    from ilofeed.poll.refresh import MAX_REFRESHES, follow  # noqa: PLC0415

    for _ in range(MAX_REFRESHES):
        try:
            return registry.read(page, source)
        except LeadsElsewhereError as error:
            page = follow(error, page, page.url, container.polite_fetcher.for_source(source))
    return registry.read(page, source)


def _source_at(container: Container, url: str) -> Source | None:
    """Return the first source whose address leads to the same page as *url*."""
    found = page_input.address(url)
    name = urls.canonical(found) if found else ""
    return next((source for source in container.config.sources if urls.canonical(source.url) == name), None)


def fetch_page(container: Container, target: str, source: Source | None = None) -> Page:
    """Return the page at the address *target*, as a poll would get it. Raises ConfigError, FetchError.

    It is requested by the settings of *source*, else of the source at that address, if there is one. If the
    server sends no date, it is that of our clock: "yesterday" counts from it.
    """
    target = page_input.checked("TARGET", target)
    source, fetch = source or _source_at(container, target), container.polite_fetcher
    request = fetch.for_source(source) if source else fetch
    answer = request(target)
    if isinstance(answer, NotModified):  # the request was unconditional
        raise FetchError("status_304", f"{target} answers 304 to an unconditional request", status=304)
    if source is None or source.url == target:
        answer = whole(answer, source or Source(slug="", url=target), request)
    return answer if answer.date else replace(answer, date=container.clock.now())
