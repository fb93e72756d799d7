"""``ilofeed add ilo``: the catalogue, and the answers of its entries."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ilofeed import __version__
from ilofeed.cli.options import fields_of, load_config_if_any, print_json
from ilofeed.cli.output import echo

if TYPE_CHECKING:
    from ilofeed.app.catalogue_check import CatalogueAnswer
    from ilofeed.config.catalogue import Catalogue, CatalogueEntry

_HEADINGS = {
    "list": "Lists, to add with `ilofeed add NAME`",
    "feed": "Feeds of the ILO itself: subscribe to the address in a feed reader",
    "closed": "Not for programs",
}
_CONFIDENCE = {
    "verified": "its content or markup was seen",
    "reported": "others use the address; its markup was not seen",
    "assumed": "the address follows the pattern of the site",
}


def show(catalogue: Catalogue, *, online: bool, as_json: bool) -> None:
    """Print *catalogue*, or request its entries and print a report; exit with 1 if none can be read."""
    answers = _ask(catalogue, quiet=as_json) if online else {}
    if as_json:
        entries = [
            fields_of(entry) | {"name": entry.full_name} | ({"answer": answers.get(entry.name)} if online else {})
            for entry in catalogue.entry
        ]
        print_json({"reviewed": catalogue.reviewed, "entries": entries})
    elif not online:
        _print_catalogue(catalogue)
    if online and not any(answer.items for answer in answers.values()):
        sys.exit(1)


def print_evidence(name: str) -> None:
    """Print to stderr the evidence for the entry *name*, which cannot be read now."""
    from ilofeed.config import catalogue  # noqa: PLC0415 - most entries can be read

    known = catalogue.load()
    entry = known.find(name)
    if entry is not None:
        meaning = f"{entry.confidence}, {_CONFIDENCE[entry.confidence]} (newest evidence: {entry.since})"
        echo(f"{entry.full_name} is in the catalogue as {meaning}.", err=True)
        echo(f"`ilofeed add {catalogue.NAME}` shows the other lists; any page can be added by its URL.", err=True)


def _print_catalogue(catalogue: Catalogue) -> None:
    width = max(len(name) for name in catalogue.names)
    for offer, heading in _HEADINGS.items():
        echo(f"{heading}:")
        echo()
        for entry in catalogue.entry:
            if entry.offer == offer:
                echo(f"  {entry.full_name:<{width}}  {entry.about}")
                echo(f"  {'':<{width}}  {entry.url}")
                echo(f"  {'':<{width}}  {entry.language}, {entry.confidence} {entry.since}")
        echo()
    for confidence, meaning in _CONFIDENCE.items():
        echo(f"{confidence}: {meaning}")
    echo(f"Reviewed {catalogue.reviewed}. `ilofeed add ilo --online` requests each of them once.")


def _ask(catalogue: Catalogue, *, quiet: bool) -> dict[str, CatalogueAnswer]:
    """Request the entries one after the other, and print each answer at once unless *quiet*."""
    from ilofeed.app.catalogue_check import ask  # noqa: PLC0415
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for the catalogue alone
    from ilofeed.cli.progress import counting  # noqa: PLC0415

    width = max(len(name) for name in catalogue.names)
    answers: dict[str, CatalogueAnswer] = {}
    with Container(load_config_if_any(), create=False) as app:
        if not quiet:
            echo(f"ilofeed {__version__}, {app.clock.now():%Y-%m-%d}, catalogue of {catalogue.reviewed}")
        count = sum(entry.offer != "closed" for entry in catalogue.entry)
        with counting(ask(app, catalogue.entry), count, "Requesting") as incoming:
            for entry, answer in incoming:
                answers[entry.name] = answer
                if not quiet:
                    _print_answer(entry, answer, width)
    if not quiet:
        _print_summary(catalogue.entry, answers)
    return answers


def _print_answer(entry: CatalogueEntry, answer: CatalogueAnswer, width: int) -> None:
    result = f"{answer.items} items by {answer.profile}" if answer.profile else f"[{answer.reason}]"
    echo(f"  {entry.full_name:<{width}}  {answer.status or '-':>3}  {result}")
    if answer.location:
        kind = "moved permanently to" if answer.is_moved else "redirects to"
        echo(f"  {'':<{width}}       {kind} {answer.location}")


def _print_summary(entries: Sequence[CatalogueEntry], answers: dict[str, CatalogueAnswer]) -> None:
    readable = [answer for answer in answers.values() if answer.items]
    closed = len(entries) - len(answers)
    echo(f"{len(readable)} of {len(answers)} can be read; {closed} closed to programs were not requested.")
    echo("This report contains nothing about you or your machine. Please send all of it to the developers:")
    echo("it shows which entries are correct.")
