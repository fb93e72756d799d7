"""Write the condition of sources as lines for people. Pure: time and width are arguments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ilofeed.cli.layout import INDENT, Layout, cut, span, step_text, wrapped
from ilofeed.cli.options import counted, stamp
from ilofeed.core.state import Condition, Health
from ilofeed.decide.attention import has_note, in_order
from ilofeed.decide.next_steps import next_steps

if TYPE_CHECKING:
    from ilofeed.app.overview import Overview
    from ilofeed.core.cluster_state import Cluster


def overview_lines(found: Overview, layout: Layout, *, is_ok: bool) -> Iterator[str]:
    """Yield all of *found*, the sources that need attention first; *is_ok*: nothing else is known to be wrong."""
    yield from _sources(found.healths, layout, is_ok=is_ok and not found.feeds)
    for error in found.feeds.values():
        yield from wrapped(f"! feed {error}", layout, "", INDENT)
    if found.cluster:
        yield from wrapped(_of_cluster(found.cluster), layout, "", INDENT)
    if found.clock:
        yield from wrapped(found.clock, layout, "", INDENT)


def one(found: Overview, layout: Layout) -> Iterator[str]:
    """Yield all that is known about the only source of *found*, and its next steps."""
    yield from _detail(found.healths[0], layout)
    if found.clock:
        yield from wrapped(found.clock, layout, "", INDENT)


def _sources(healths: Sequence[Health], layout: Layout, *, is_ok: bool) -> Iterator[str]:
    """Yield the number of sources by condition, then each source, those that need attention first."""
    if not healths:
        add, ilo = layout.command("add", "URL"), layout.command("add", "ilo")
        yield f"no [[source]] is configured; `{add}` adds one, `{ilo}` shows lists of the ILO"
        return
    yield from wrapped(_head(healths, is_ok=is_ok), layout, "")
    slugs = max(len(health.source.slug) for health in healths)
    for health in in_order(healths):
        if health.condition.needs_attention:
            yield from _needing(health, layout, slugs)
        else:
            yield cut(f"  {_name(health, slugs)}  {_in_short(health, layout.now)}", layout)
    if any(health.condition.needs_attention or has_note(health) for health in healths):
        yield from wrapped(f"`{layout.command('status', 'SLUG')}` shows one in detail", layout, "")


def _detail(health: Health, layout: Layout) -> Iterator[str]:
    text = f"{health.source.slug}: {health.condition}, {_entries(health.entries)}"
    if health.withdrawn:
        text += f" ({health.withdrawn} withdrawn from the page)"
    text += f", last success {stamp(health.last_success) or 'never'}"
    if health.next_poll:
        text += f", next poll {stamp(health.next_poll)}"
    yield from wrapped(text, layout, "")
    for line in _details(health, layout):
        yield from wrapped(line, layout, "  ")
    steps = [step for step in next_steps(health) if step.command[:1] != ("status",)]
    if steps:
        yield "  next:"
    for step in steps:
        yield from wrapped(step_text(step, layout), layout, INDENT)


def _head(healths: Sequence[Health], *, is_ok: bool) -> str:
    counts: Counter[Condition] = Counter(health.condition for health in healths)
    bad = [(each, counts[each]) for each in Condition if each.needs_attention and counts[each]]
    others = (each for each in Condition if not each.needs_attention and each is not Condition.NEW)
    rest = [(each, counts[each]) for each in others if counts[each]]
    new = f", {counts[Condition.NEW]} not polled yet" if counts[Condition.NEW] else ""
    sources = counted(len(healths), "source")
    if bad:
        total = sum(count for _, count in bad)
        needs = f"{total} need attention" if total != 1 else "1 needs attention"
        return f"{sources}, {needs}: {_listed(bad)}{f'; {_listed(rest)}' if rest else ''}{new}"
    blind = sum(bool(health.unseen) for health in healths)
    healthy = f"{counted(blind, 'list')} may have gone blind" if blind else "all healthy"
    kinds = f": {_listed(rest)}" if len(rest) > 1 else ""
    return f"{sources}, {healthy if is_ok or blind else 'as last polled'}{kinds}{new}"


def _listed(counts: Sequence[tuple[Condition, int]]) -> str:
    return ", ".join(f"{count} {condition}" for condition, count in counts)


def _needing(health: Health, layout: Layout, slugs: int) -> Iterator[str]:
    """Yield a source that needs attention: the problem, since when, and the first step."""
    yield from wrapped(f"! {_name(health, slugs)}  {_in_short(health, layout.now)}", layout, "", INDENT)
    for step in next_steps(health)[:1]:
        yield from wrapped(f"next: {step_text(step, layout)}", layout, INDENT)


def _name(health: Health, slugs: int) -> str:
    return f"{health.source.slug:<{slugs}}  {health.condition:<11}"


def _in_short(health: Health, now: datetime) -> str:
    """Return the facts that matter most of a source."""
    if health.source.retired:
        return health.source.retired
    facts = ["paused = true"] if health.source.paused else []
    if health.condition is Condition.OVERDUE and health.last_poll:
        facts.append(f"polled {span(now - health.last_poll)} ago and not since")
    if health.held_since:
        facts.append(f"for {span(now - health.held_since)} [{health.reason}] {health.message}")
    elif health.reason:
        since = f"for {span(now - health.since)}, " if health.since else ""
        facts.append(f"{since}{health.failures} in a row [{health.reason}] {health.message}")
    elif health.condition is not Condition.OVERDUE:
        facts.append(_entries(health.entries) if health.last_poll else "not polled yet")
        if health.last_poll:
            facts.append(f"polled {span(now - health.last_poll)} ago")
        if health.next_poll:
            facts.append(f"next in {span(health.next_poll - now)}")
    return ", ".join((*facts, *_notes(health)))


def _notes(health: Health) -> Iterator[str]:
    """Yield notes that do not depend on the condition."""
    if health.moved_to:
        yield f"moved permanently to {health.moved_to}"
    if health.gap_from:
        yield f"items may have gone unseen from {health.gap_from} to {health.gap_to or 'now'}"
    if health.unseen:
        yield f"may have gone blind: the list never showed {counted(len(health.unseen), 'page')} of the sitemap"
    if health.witness and health.witness.problem:
        yield "its witness cannot be compared"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _details(health: Health, layout: Layout) -> Iterator[str]:
    """Yield the lines about a source after the first one."""
    yield from _about_polling(health)
    if health.moved_to:
        yield f"the page has moved permanently to {health.moved_to}"
    if health.gap_from:
        yield f"between {health.gap_from} and {health.gap_to or 'now'} items may have gone unseen"
    yield from _about_witness(health)
    if health.held_since:
        yield f"quarantined since {stamp(health.held_since)} [{health.reason}] {health.message}"
        if health.detail:
            yield f"for instance: {health.detail}"
        command = layout.command("accept", health.source.slug)
        yield f"`{command}` would change {_entries(len(health.would_change))}"
        yield from (f"  {line}" for line in health.would_change)
    elif health.reason:
        since = f" since {stamp(health.since)}" if health.since else ""
        yield f"{health.failures} failed in a row{since} [{health.reason}] {health.message}"
    if health.advice:
        yield health.advice


def _about_polling(health: Health) -> Iterator[str]:
    """Yield why the source is not polled, or not any more."""
    if health.source.retired:
        yield f"retired, not polled any more: {health.source.retired}"
    if health.condition is Condition.OVERDUE:
        yield f"overdue since {stamp(health.overdue_at)}"
    if health.condition is Condition.PAUSED:
        yield "not polled, by `paused = true` in its [[source]]; its feeds stay as they are"
    if health.condition is Condition.GONE:
        yield "not polled any more until its url in the configuration changes"


def _of_cluster(cluster: Cluster) -> str:
    """Return the processes of the cluster and the length of the queue."""
    roles = Counter(process.role for process in cluster.processes)
    processes = ", ".join(f"{count} × {role}" for role, count in sorted(roles.items()))
    text = f"processes: {processes or 'none'}"
    if queue := cluster.queue:
        text += f"; {counted(queue.queued, 'poll')} queued (the oldest for {span(timedelta(seconds=queue.lag))}),"
        text += f" {queue.running} running"
    if cluster.overdue:
        text += f"; {counted(cluster.overdue, 'source')} due for up to {span(timedelta(seconds=cluster.oldest))}"
    return text


def _about_witness(health: Health) -> Iterator[str]:
    """Yield the result of the comparison with the sitemap."""
    witness = health.witness
    if witness is None:
        return
    if witness.problem:
        yield f"witness {witness.url}, tried {stamp(witness.checked_at)}: {witness.problem}"
    elif witness.checked_at is None:
        yield f"witness {witness.url}: requested after the next successful poll"
    else:
        yield f"witness {witness.url}, compared {stamp(witness.checked_at)}"
    if health.unseen:
        yield f"the list never showed {counted(len(health.unseen), 'page')} that the sitemap lists:"
    yield from (f"  {each.url} (since {stamp(each.since)})" for each in health.unseen)
