"""``ilofeed fetch``: poll now or on schedule."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from ilofeed.cli.after_poll import publish_shared, report_result
from ilofeed.cli.completion import slugs
from ilofeed.cli.options import (
    command_line,
    config_changes,
    config_option,
    json_option,
    load_config,
    log_options,
    log_origin,
    print_json,
)
from ilofeed.cli.output import echo
from ilofeed.cli.progress import counting

if TYPE_CHECKING:
    from ilofeed.app.after_poll import SharedFeed
    from ilofeed.app.container import Container
    from ilofeed.core.models import Source
    from ilofeed.core.state import PollReport


@click.command(short_help="Poll now (--once) or on schedule, and publish.")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=slugs)
@click.option("--once", is_flag=True, help="Poll now, publish, and exit.")
@click.option(
    "--force",
    is_flag=True,
    help="Ignore Retry-After, request whole pages even if they have not changed, and poll each SLUG even if paused.",
)
@click.option("--dry-run", is_flag=True, help="Change neither database nor files; report what would change.")
@json_option
@log_options
@config_option
def fetch(
    slugs: tuple[str, ...],
    *,
    once: bool,
    force: bool,
    dry_run: bool,
    as_json: bool,
    verbose: bool,
    log_format: str,
) -> None:
    """Poll every source when it is due, and publish its feeds, until SIGTERM or SIGINT.

    With --once: poll the given sources, or all, now, and exit. This ignores the schedule, but not the Retry-After
    of a server, unless --force is given. Nothing overrides robots.txt.
    """
    if not once and (slugs or force or dry_run or as_json):
        raise click.UsageError("SLUG, --force, --dry-run and --json need --once")
    from ilofeed.app import logs, use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - loads the pipeline, not needed for --help

    logger = logging.getLogger(__name__) if log_format == "json" else None
    if verbose or not once or logger:
        logs.configure(log_format, verbose=verbose)
    config = load_config()
    sources, is_named = config.chosen(slugs), bool(slugs)
    with Container(config, create=not dry_run, role="fetch") as app:
        if not once:
            _on_schedule(app)
            return
        polls = use_cases.poll_sources(app, sources, force=force, dry_run=dry_run, even_paused=is_named)
        with counting(polls, len(sources), _label(sources)) as incoming:
            reports = list(_reported(incoming, dry_run=dry_run, quietly=as_json, logger=logger))
        shared = [] if dry_run else publish_shared(app, quietly=as_json, logger=logger)
    if as_json:
        _print_results(reports, shared, [source.slug for source in sources])
    elif not sources:
        _print_no_sources(config.name)
    if any(feed.reason for feed in shared) or not all(report.outcome.is_ok for report in reports):
        sys.exit(1)


def _print_results(reports: list[PollReport], shared: Sequence[SharedFeed], order: Sequence[str]) -> None:
    """Print the results as JSON, the polls in the *order* of the sources."""
    at = {slug: number for number, slug in enumerate(order)}
    reports.sort(key=lambda report: at[report.source])
    print_json({"polls": reports, "feeds": [feed._asdict() for feed in shared]})


def _print_no_sources(config_name: str) -> None:
    echo(
        f"{config_name} names no source; `{command_line('add')} URL` adds one,"
        f" and `{command_line('add ilo')}` shows lists of the ILO",
        err=True,
    )


def _label(sources: Sequence[Source]) -> str:
    return f"Polling {sources[0].slug}" if len(sources) == 1 else "Polling"


def _on_schedule(app: Container) -> None:
    from ilofeed.app.daemon import service  # noqa: PLC0415 - loads APScheduler

    log_origin(app.config)
    service.run(app, changes=config_changes())


def _reported(
    reports: Iterable[PollReport], *, dry_run: bool, quietly: bool, logger: logging.Logger | None
) -> Iterator[PollReport]:
    """Yield *reports*, and print each at once unless *quietly*."""
    from ilofeed.app.logs import poll_fields  # noqa: PLC0415

    for report in reports:
        if not quietly:
            text = _line(report, dry_run=dry_run)
            report_result(text, poll_fields(report), logger=logger, is_ok=report.outcome.is_ok)
        yield report


def _line(report: PollReport, *, dry_run: bool) -> str:
    """Return one line about *report*."""
    counts = [
        (report.new, "new"),
        (report.revised, "revised"),
        (report.moved, "moved"),
        (report.skipped, "unreadable"),
    ]
    facts = [f"{report.items} items"] if report.items else []
    facts += [f"{count} {name}" for count, name in counts if count]
    if report.published:
        facts.append("feeds written")
    text = f"{report.source}: {report.outcome.replace('_', ' ')}"
    if facts:
        text += f" ({', '.join(facts)})"
    if report.reason:
        text += f" [{report.reason}] {report.message}"
    return f"{text}; nothing saved (dry run)" if dry_run else text
