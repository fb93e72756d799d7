"""A saved page with its expectation, and the test of one against the other."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from ilofeed.core.errors import ExtractError
from ilofeed.core.layout_names import AUTO
from ilofeed.core.models import Page
from ilofeed.testing.differences import Difference, differences, shown

#: The beginning of each text that the author of a fixture has to replace.
TO_DO = "TODO:"

_EXPECTED = ".expected.json"
_HEAD_COMMENT = re.compile(rb"\s*<!--(.*?)-->", re.DOTALL)


class Fixture(Struct, frozen=True, kw_only=True):
    """A saved page, and what is expected of its reading.

    The folder of the page names the profile that has to read it. The expectation is a JSON file beside it, whose
    name ends with ``.expected.json``. It contains

    - ``about``: the purpose of the fixture; a comment at the head of the page replaces it;
    - ``url``: the address of the page;
    - ``content_type`` and ``date`` (ISO 8601) where they matter: the header, and the time of the request, from which
      "yesterday" counts;
    - the output of ``ilofeed preview --json`` without ``fields`` and ``rules``, or ``error``: the reason code with
      which the page has to be refused.

    A field that is left out has to be empty.
    """

    page: Path
    name: str  #: the path of the page below the folder of all fixtures

    def __str__(self) -> str:
        """Return the name: pytest shows it with ``ids=str``."""
        return self.name

    @property
    def profile(self) -> str:
        """The name of the profile that has to read the page."""
        return self.page.parent.name

    @property
    def expectation(self) -> Path:
        """The file of the expectation, which may be missing."""
        return self.page.with_name(f"{self.page.stem}{_EXPECTED}")

    def expected(self) -> dict[str, Any]:
        """Return the expectation, empty if there is none. Raises ValueError if it is no JSON object."""
        if not self.expectation.exists():
            return {}
        try:
            expected = json.loads(self.expectation.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{self.expectation}: {error}") from error
        if not isinstance(expected, dict):
            raise TypeError(f"{self.expectation}: expected a JSON object, found {type(expected).__name__}")
        return expected

    @property
    def about(self) -> str:
        """The purpose of the fixture: the comment at the head of the page, else that of the expectation."""
        comment = _HEAD_COMMENT.match(self.page.read_bytes())
        written = comment[1].decode(errors="replace").strip() if comment else ""
        return written or str(self.expected().get("about") or "")

    @property
    def date(self) -> datetime | None:
        """The time of the request for the page; None if it does not matter."""
        written = self.expected().get("date")
        return datetime.fromisoformat(written) if written else None

    def read(self, profile: str = "") -> dict[str, Any]:
        """Return the present reading of the page by *profile*, else by that of its folder, as an expectation has it."""
        return reading_of(fetched(self), profile or self.profile)[0]

    def check(self) -> None:
        """Raise AssertionError, with all differences, if its profile does not read the page as expected."""
        __tracebackhide__ = True
        self._check(self.profile)

    def check_auto(self) -> None:
        """Raise AssertionError if the profile "auto" does not read the page exactly as its own profile."""
        __tracebackhide__ = True
        self._check(AUTO)

    def _check(self, profile: str) -> None:
        __tracebackhide__ = True
        if problem := self._unfinished():
            raise AssertionError(problem)
        expected = self.expected()
        found, error = reading_of(fetched(self), profile)
        if listed := differences(expected, found):
            raise AssertionError(self._report(profile, listed, error)) from error

    def _unfinished(self) -> str:
        """Return the next step of the author, if the fixture is not complete; else an empty text."""
        if not self.expectation.exists():
            return f"{self.name} has no expectation yet. This writes it:\n  {command(self)}"
        if not self.about or self.about.startswith(TO_DO):
            return f'{self.name}: write its purpose into the comment at its head, or as "about" of its expectation'
        if places := unfilled(self.expected()):
            listed = ", ".join(places)
            return f"{self.expectation.name} of {self.name} is to be filled in, as people see the page: {listed}"
        return ""

    def _report(self, profile: str, listed: list[Difference], error: ExtractError | None) -> str:
        listed = sorted(listed, key=lambda each: each.is_unwritten)
        lines = [f"{self.name}, read by {profile!r}, is not read as its expectation says:", shown(listed)]
        if error is not None:
            lines.append(f"  {error}")
            lines += [f"    {candidate}" for candidate in error.candidates]
        if listed[0].is_unwritten:
            lines.append(
                f"All that it names is read. This adds the rest, to be looked through:\n  {command(self)}"
            )
        else:
            lines.append("If the page is read correctly now, this writes the expectation anew:")
            lines.append(f"  {command(self, '--overwrite')}")
        return "\n".join(lines)


def fixtures(folder: str | Path) -> list[Fixture]:
    """Return the fixtures below *folder*, in the order of their names: the files of its folders, one for each profile.

    Hidden files, and those directly in *folder*, are none. Raises ValueError if there are no fixtures, so that no
    test passes because of a wrong path, and if an expectation has no page or several.
    """
    folder = Path(folder)
    paths = [path for path in sorted(folder.glob("*/*")) if path.is_file() and not path.name.startswith(".")]
    found = [
        Fixture(page=path, name=path.relative_to(folder).as_posix())
        for path in paths
        if not path.name.endswith(_EXPECTED)
    ]
    if not found:
        raise ValueError(f"{folder} has no fixtures: put pages into a folder with the name of their profile")
    pages = Counter(each.expectation for each in found)
    for path in paths:
        if path.name.endswith(_EXPECTED) and pages[path] != 1:
            many = "several pages: rename one of them" if pages[path] else "no page: remove or rename it"
            raise ValueError(f"{path} is the expectation of {many}")
    return found


def fetched(fixture: Fixture) -> Page:
    """Return the page of *fixture* as if it had been fetched now. Raises ValueError if it has no address."""
    expected = fixture.expected()
    if not expected.get("url"):
        raise ValueError(f'{fixture.expectation}: name the address of the page, as "url"')
    return Page(
        url=expected["url"],
        body=fixture.page.read_bytes(),
        content_type=expected.get("content_type") or "",
        date=fixture.date,
    )


def command(fixture: Fixture, *options: str) -> str:
    """Return the command that writes the expectation of *fixture*, to be pasted."""
    page = fixture.page.absolute()
    here = Path.cwd()
    name = page.relative_to(here) if page.is_relative_to(here) else page
    return shlex.join(["ilofeed", "dev", "expect", *options, str(name)])


def reading_of(page: Page, profile: str) -> tuple[dict[str, Any], ExtractError | None]:
    """Return the reading of *page* by *profile* in the form of an expectation, and the error if it is refused."""
    from ilofeed.extract import registry  # noqa: PLC0415 - parsers, which the collection of tests does not need
    from ilofeed.extract.extraction_json import document  # noqa: PLC0415 - with it

    try:
        found: dict[str, Any] = json.loads(json.dumps(document(registry.extract(page, profile))))
    except ExtractError as error:
        return {"error": error.reason}, error
    del found["rules"], found["fields"], found["url"]
    for item in found["items"]:
        if item["author"] is None:  # on most pages
            del item["author"]
    return found, None


def unfilled(value: object, place: str = "") -> list[str]:
    """Return the places in the expectation *value* that its author has to fill in."""
    if isinstance(value, str):
        return [place] if value.startswith(TO_DO) else []
    if isinstance(value, Mapping):
        return [found for name, each in value.items() for found in unfilled(each, f"{place}.{name}".lstrip("."))]
    if isinstance(value, list):
        return [found for at, each in enumerate(value, 1) for found in unfilled(each, f"{place}[{at}]")]
    return []
