"""``ilofeed dev``: fixtures, for authors of layouts."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ilofeed.cli.options import config_option, counted, load_config_if_any
from ilofeed.cli.output import echo, echo_lines
from ilofeed.cli.progress import waiting
from ilofeed.core.errors import ConfigError

if TYPE_CHECKING:
    from ilofeed.core.models import Page
    from ilofeed.testing import Fixture
    from ilofeed.testing.expectation import Expected
    from ilofeed.testing.new_page import NewPage, Wishes


@click.group(short_help="Make fixtures of pages, for authors of layouts.")
def dev() -> None:
    """Make fixtures: saved pages with expectations, with which `ilofeed.testing` tests layouts.

    The folder of a page names the profile that reads it. No command here needs a configuration.
    """


@dev.command("expect", short_help="Write the expectation of pages.")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option(
    "--url",
    metavar="URL",
    default="",
    help="Address of the page; left out: that of its expectation, else the one that the page names.",
)
@click.option("--refused", is_flag=True, help="The page has no list, so that it has to be refused.")
@click.option(
    "--items",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    metavar="N",
    help="Number of items in the skeleton for a page that is not read.",
)
@click.option("--overwrite", is_flag=True, help="Replace values of the expectation that differ from the reading.")
def expect(pages: tuple[str, ...], *, url: str, refused: bool, items: int, overwrite: bool) -> None:
    """Write the present reading of each PAGE beside it, as NAME.expected.json.

    Then correct by hand what is wrong: the file contains the right result, not the present one. A page that is not
    read gets a skeleton, and its test fails until the skeleton is filled in and the page is read so. Fields that are
    left out of it are added by this command when the page is read.

    Values of an existing expectation are never replaced without `--overwrite`: those that differ are shown, and
    nothing is written. Exit status 1: an expectation was not written, or has to be filled in.

    \b
    ilofeed dev expect fixtures/auto/news.html --url https://…
    ilofeed dev expect --refused fixtures/auto/no-list.html
    ilofeed dev expect --overwrite fixtures/*/*.html
    """
    if url and len(pages) > 1:
        raise click.UsageError("--url is the address of one page")
    from ilofeed.testing.expectation import write  # noqa: PLC0415 - not needed for --help

    is_finished = True
    for fixture in map(_fixture, pages):
        if not fixture.page.is_file():
            raise ConfigError(f"{fixture}: no such file")
        expected = write(fixture, url=url, is_refused=refused, overwrites=overwrite, items=items)
        is_finished &= _print_expected(fixture, expected)
    if not is_finished:
        sys.exit(1)


@dev.command("new-fixture", short_help="Make a fixture out of a page.")
@click.argument("source", metavar="URL|FILE")
@click.argument("page", metavar="PAGE")
@click.option(
    "--url", metavar="URL", default="", help="Address of a saved page; left out: the one that the page names."
)
@click.option(
    "--about", metavar="TEXT", default="", help="The purpose of the fixture, for the comment at its head."
)
@click.option(
    "--items",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Keep the first N items of the list, or a few more if it is not read with so few; left out: all.",
)
@click.option("--keep-words", is_flag=True, help="Do not replace words by neutral ones.")
@click.option("--keep-data", is_flag=True, help="Keep scripts of JSON, for profiles that read them.")
@config_option
def new_fixture(
    source: str, page: str, *, url: str, about: str, items: int | None, keep_words: bool, keep_data: bool
) -> None:
    """Make PAGE, with its expectation, out of the HTML page at URL or in FILE.

    PAGE is a new file in a folder with the name of the profile that reads it, or will read it. It has the structure,
    links and dates of the page. Scripts, styles, comments and attributes of no use are removed. Words are replaced by
    neutral ones of the same length and case, because those of third parties should not be published with tests;
    numbers and the words of dates stay. Each step is left out if the page would be read otherwise, or refused for
    another reason.

    Then write the purpose of the fixture into the comment at the head of PAGE, and check the expectation. Exit
    status 1: the page is not read, so that the expectation has to be filled in.

    \b
    ilofeed dev new-fixture https://… tests/fixtures/inspectorate/newsroom.html
    ilofeed dev new-fixture --items 4 saved.html fixtures/auto/date-boxes.html
    """
    from ilofeed.testing.new_fixture import create  # noqa: PLC0415 - not needed for --help
    from ilofeed.testing.new_page import Wishes  # noqa: PLC0415 - not needed for --help

    fixture = _fixture(page)
    wishes = Wishes(about=about, items=items or 0, keeps_words=keep_words, keeps_data=keep_data)
    with waiting(f"Reading {source}"):
        saved = _source(source, url)
        made = create(fixture, saved, wishes)
    _print_page(fixture, made.page, len(saved.body), wishes)
    if not _print_expected(fixture, made.expected):
        sys.exit(1)


def _source(source: str, url: str) -> Page:
    """Return the page to make a fixture of. Raises ConfigError, FetchError."""
    from ilofeed.app.page_input import is_address  # noqa: PLC0415 - not needed for --help

    if not is_address(source):
        from ilofeed.testing.saved_page import saved_page  # noqa: PLC0415 - not needed for --help

        return saved_page(source, url)
    from ilofeed.app import use_cases  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    if url:
        raise click.UsageError("--url is the address of a saved page")
    with Container(load_config_if_any(), create=False) as app:
        return use_cases.fetch_page(app, source)


def _print_page(fixture: Fixture, page: NewPage, size: int, wishes: Wishes) -> None:
    echo(f"wrote {fixture}, {len(page.body):,} of {size:,} bytes")
    if page.unremoved:
        echo(f"  stays, because the page would be read otherwise: {', '.join(page.unremoved)}", err=True)
    if page.kept_words:
        echo(f"  words that are not replaced, for the same reason: {', '.join(page.kept_words)}", err=True)
    if not page.has_neutral_words and not wishes.keeps_words:
        echo("  no words are replaced: the page would be read otherwise. Replace them by hand", err=True)
    if not wishes.about:
        echo("  write its purpose into the comment at its head", err=True)


def _fixture(name: str) -> Fixture:
    """Return the page that was named as a fixture. Raises ConfigError."""
    from ilofeed.core.layout_names import NAMES, PLUGIN_NAME, SELECTORS  # noqa: PLC0415 - not needed for --help
    from ilofeed.testing import Fixture  # noqa: PLC0415 - not needed for --help

    page = Path(name).absolute()
    if name.endswith(".expected.json"):
        raise ConfigError(f"{name} is an expectation: name its page")
    if page.parent.name == SELECTORS or not re.fullmatch(PLUGIN_NAME, page.parent.name):
        profiles = ", ".join(profile for profile in NAMES if profile != SELECTORS)
        raise ConfigError(
            f"{name}: its folder has to be named after the profile that reads it: {profiles}, or one of your own"
        )
    return Fixture(page=page, name=name)


def _print_expected(fixture: Fixture, expected: Expected) -> bool:
    """Print the result; return whether nothing is left to do."""
    from ilofeed.testing.expectation import Outcome  # noqa: PLC0415 - not needed for --help

    name = fixture.expectation.name
    if expected.outcome in (Outcome.SKELETON, Outcome.NOT_READ):
        _print_unread(fixture, expected)
        return False
    if expected.outcome is Outcome.DIFFERS:
        from ilofeed.testing.differences import shown  # noqa: PLC0415 - for errors
        from ilofeed.testing.fixture import command  # noqa: PLC0415 - for errors

        echo(f"{fixture} is not read as {name} says, which is unchanged:", err=True)
        echo_lines(shown(expected.conflicts), err=True)
        echo(f"  if it is read correctly now: {command(fixture, '--overwrite')}", err=True)
        return False
    verb = "wrote" if expected.outcome is Outcome.WRITTEN else "unchanged:"
    result = counted(expected.items, "item") if expected.error is None else f"refused with {expected.error.reason}"
    echo(f"{verb} {name}, {result}")
    return True


def _print_unread(fixture: Fixture, expected: Expected) -> None:
    from ilofeed.testing.expectation import Outcome  # noqa: PLC0415 - not needed for --help

    assert expected.error is not None  # noqa: S101 - the reason why it is not read
    echo(f"{fixture} is not read: {expected.error}", err=True)
    for candidate in expected.error.candidates:
        echo(f"  {candidate}", err=True)
    if expected.outcome is Outcome.NOT_READ:
        echo(f"  {fixture.expectation.name} names its items, and is unchanged", err=True)
        return
    echo(f"  wrote {fixture.expectation.name}: fill in there what people see on the page", err=True)
    if not expected.error.reason.startswith("plugin_"):
        from ilofeed.testing.fixture import command  # noqa: PLC0415 - for errors

        echo(f"  if it has to be refused: {command(fixture, '--refused')}", err=True)
