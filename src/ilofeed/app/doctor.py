"""Check folders, database, clock, alerts and sources for problems."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ilofeed.app import disk_space, plugin_check, queries, strangers, use_cases
from ilofeed.app.config_warnings import advice
from ilofeed.core.errors import ConfigError, NotifyError, PollError, StoreError
from ilofeed.core.models import Source
from ilofeed.core.name_lists import some_of
from ilofeed.decide import refusals
from ilofeed.poll.concurrency import side_by_side

if TYPE_CHECKING:
    from ilofeed.app.container import Container

# The date of this code. A clock that shows an earlier date is wrong.
_WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
_STEP = timedelta(minutes=1)
_ROOM = 200_000_000
_KINDS = {True: "parts", False: "addresses"}


class Found(Struct, frozen=True, kw_only=True):
    """A problem or a note for the operator."""

    text: str
    status: int = 0  #: the exit status of the problem; 0 for a note


def checkup(app: Container) -> Iterator[Found]:
    """Yield the problems of folders, database, clock and alert channels, without the network.

    Only a temporary file is written to the folders of database and feeds: see `ilofeed.app.disk_space`.
    """
    for check in (_disks, _folders, _alerts, _browser, _database, _left_over):
        try:
            yield from check(app)
        except (ConfigError, StoreError) as error:
            yield Found(text=str(error), status=error.exit_status)
    if app.clock.now() < _WRITTEN:
        yield Found(text=f"the clock says {app.clock.now():%Y-%m-%d}, which is long ago; set it", status=2)


def _left_over(app: Container) -> Iterator[Found]:
    """Yield a note for each public feed whose files have only entries of private sources."""
    output = app.config.output
    if output is None or not app.config.private.sources:
        return
    for plan in app.config.plans:
        if not plan.is_joint or plan.key or queries.problem(app, plan):
            continue
        files = sorted(path.name for path in output.glob(f"{plan.slug}.*"))
        if files and next(iter(queries.all_entries(app, plan)), None) is None:
            yield Found(
                text=f"{some_of(files)} in {output}: feed {plan.slug} has no entries left, and these files may have"
                " entries of sources that got a key since, which everybody can read; delete the files"
            )


class Answer(Struct, frozen=True, kw_only=True):
    """The result of a request for the page of a source, in words."""

    source: Source
    text: str
    is_ok: bool = True  #: whether the page can be read
    advice: str = ""  #: what the operator can do


def first_answers(app: Container, sources: Collection[Source]) -> Iterator[Answer]:
    """Fetch the page of each of *sources*, different hosts in parallel; yield each result when it is there.

    Nothing is saved.
    """
    states = app.store.states()
    _ = app.polite_fetcher  # before threads share it

    def first_answer(source: Source) -> Answer:
        begun = app.clock.monotonic()
        try:
            page = use_cases.fetch_page(app, source.url, source)
            found = use_cases.read_on_refresh(app, page, source)
        except PollError as error:
            state = states.get(source.slug)
            advice = refusals.advice(error.reason, state.last_success if state else None)
            return Answer(source=source, text=f"[{error.reason}] {error}", is_ok=False, advice=advice)
        seconds = app.clock.monotonic() - begun
        of = f" of {found.reader}" if found.reader else ""
        text = f"{page.status}, {len(found.items)} items read by {found.profile!r}{of}, {seconds:.1f} s"
        if page.moved_to:
            text += f"; moved permanently to {page.moved_to}, set that as its url"
        if source.witness:
            text += f"; {_witness(app, source)}"
        return Answer(source=source, text=text)

    return side_by_side(sources, first_answer, stop=app.stop)


def _witness(app: Container, source: Source) -> str:
    """Describe the sitemap of *source* in words."""
    from ilofeed.extract import sitemap  # noqa: PLC0415 - few sources have a witness

    try:
        page = use_cases.fetch_page(app, source.witness, source)
        found = sitemap.read(page.body, page.url)
    except PollError as error:
        return f"its witness cannot be read: [{error.reason}] {error}"
    return f"its witness is a sitemap of {len(found.parts) or len(found.locations)} {_KINDS[bool(found.parts)]}"


def _folders(app: Container) -> Iterator[Found]:
    config = app.config
    for note in advice(config):
        yield Found(text=note)
    path = config.database_file
    if path is None:
        return
    where = config.at("ilofeed", "database").where
    if config.output is not None and path.is_relative_to(config.output):
        text = f"{where}: ilofeed.database is in ilofeed.output, where everybody could download it"
        yield Found(text=text, status=2)
    folder = path.parent
    if folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK):
        yield Found(
            text=f"{where}: the folder of ilofeed.database, {str(folder)!r}, cannot be written to", status=2
        )


def _disks(app: Container) -> Iterator[Found]:
    for folder in disk_space.folders(app.config):
        tried = disk_space.attempt(folder)
        problem = tried.problem or ("" if tried.is_known else disk_space.seen(folder))
        if problem:
            yield Found(text=f"the disk of {str(folder)!r} {problem}; no poll can be saved", status=3)
        elif not tried.is_known:
            text = f"cannot tell whether polls can be written to {str(folder)!r}: this user may not write there"
            yield Found(text=f"{text}; run `ilofeed check` as the user that polls")
        elif shutil.disk_usage(folder).free < _ROOM:
            yield Found(text=f"the disk of {str(folder)!r} has less than {_ROOM // 1_000_000} MB left")


def _alerts(app: Container) -> Iterator[Found]:
    from ilofeed.notify.channels import read_key  # noqa: PLC0415 - for those who have it

    wanted = app.config.alerts
    if wanted.command:
        program = wanted.command[0]
        found = shutil.which(app.config.folder / program if "/" in program else program)
        if found is None:
            where = app.config.at("alerts", "command").where
            yield Found(
                text=f"{where}: alerts.command: {program!r} is no program that can be run",
                status=2,
            )
    if wanted.notify:
        from ilofeed.app.alert_channels import apprise_urls  # noqa: PLC0415 - see above

        for way, service in apprise_urls(app.config).items():
            try:
                service.check()
            except NotifyError as error:
                yield Found(text=f"{app.config.at('alerts', way).where}: alerts.{way}: {error}", status=2)
    if wanted.secret_file is not None:
        try:
            read_key(wanted.secret_file)
        except NotifyError as error:
            yield Found(
                text=f"{app.config.at('alerts', 'secret_file').where}: alerts.secret_file: {error}", status=2
            )
        else:
            if _is_open(wanted.secret_file):
                yield Found(text=f"others can read {str(wanted.secret_file)!r}; chmod 600 it")


def _browser(app: Container) -> Iterator[Found]:
    slugs = [source.slug for source in app.config.sources if source.request.browser and source.is_polled]
    if not slugs:
        return
    from ilofeed.fetch.browser import chromium  # noqa: PLC0415 - few sources need a browser

    limits = app.config.fetch
    if missing := chromium.problem(limits.chromium, is_sandboxed=limits.chromium_sandbox):
        where = app.config.of_source(slugs[0]).where
        yield Found(text=f"{where}: source{'s' * (len(slugs) > 1)} {some_of(slugs)}: {missing}", status=2)


def _database(app: Container) -> Iterator[Found]:
    states, path = app.store.states(), app.config.database_file
    if path is not None and path.exists() and not os.access(path, os.W_OK):
        yield Found(
            text=f"{app.config.at('ilofeed', 'database').where}: ilofeed.database, {str(path)!r}, cannot be written to",
            status=2,
        )
    if wrong := app.store.check():
        yield Found(text=f"the database is damaged ({wrong}); put a backup in its place", status=3)
    latest = max((state.last_poll for state in states.values() if state.last_poll), default=None)
    now = app.clock.now()
    if latest is not None and latest > now + _STEP:
        text = f"the clock says {now:%Y-%m-%d %H:%M} UTC, but the last poll was at {latest:%Y-%m-%d %H:%M}"
        yield Found(text=f"{text}: one of the two was wrong")
    if wrong := queries.clock_disagreement(app):
        yield Found(text=wrong)
    for hint in strangers.hints(app, queries.unconfigured_sources(app)):
        yield Found(text=hint)
    for text, is_needed in plugin_check.problems(app.config.sources, states):
        yield Found(text=text, status=2 if is_needed else 0)


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
