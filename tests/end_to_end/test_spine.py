"""A poll passes few functions on its way from step to step.

The spine of a poll is every function of ours on the call stack when one of its steps begins: the functions that a
reader has to follow from the start of a poll to the step. What a step does inside is not counted.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

import ilofeed
from fakes.pages import ilo_list, some
from fakes.site import Answer, serving
from ilofeed.app.container import Container
from ilofeed.config.loader import parse
from ilofeed.core.state import Outcome
from ilofeed.poll.poller import Poller

SOURCE = str(Path(ilofeed.__file__).parent)
MAX_FUNCTIONS = 40

STEPS = {
    "decide/outcomes.py: skip_reason",
    "store/hosts.py: acquire_host",
    "fetch/transport.py: handle_request",
    "fetch/body.py: read",
    "extract/registry.py: read",
    "decide/identity.py: match_items",
    "decide/changes.py: detect_changes",
    "decide/coverage.py: measure",
    "decide/gate.py: evaluate",
    "decide/outcomes.py: accepted",
    "store/polls.py: record",
    "publish/feed_builder.py: current",
    "publish/preflight.py: check",
    "publish/transaction.py: put",
}


def name_of(code: CodeType) -> str:
    """Return the file of *code* in the package, and its name."""
    return f"{Path(code.co_filename).relative_to(SOURCE)}: {code.co_name}"


def is_function(code: CodeType) -> bool:
    """Return whether *code* is a function of ours; comprehensions are none, though Python 3.11 calls them."""
    return code.co_filename.startswith(SOURCE) and not code.co_name.startswith("<")


def spine_above(frame: FrameType) -> list[str]:
    """Return our functions from `Poller.poll` to *frame*; none if *frame* is not below it."""
    names = []
    current: FrameType | None = frame
    while current is not None:
        if is_function(current.f_code):
            names.append(name_of(current.f_code))
        if current.f_code is Poller.poll.__code__:
            return names[::-1]
        current = current.f_back
    return []


@contextmanager
def recorded_spine() -> Iterator[dict[str, None]]:
    """Record the functions above the steps of the polls in this block, in the order of their calls."""
    spine: dict[str, None] = {}

    def record(frame: FrameType, event: str, _argument: object) -> None:
        ours = event == "call" and frame.f_code.co_filename.startswith(SOURCE)
        if ours and name_of(frame.f_code) in STEPS:
            spine.update(dict.fromkeys(spine_above(frame)))

    sys.setprofile(record)
    try:
        yield spine
    finally:
        sys.setprofile(None)


def test_a_changed_poll_passes_few_functions(tmp_path: Path) -> None:
    with serving() as site:
        site.answer(Answer(body=ilo_list(some(20)).encode()))
        config = parse(
            '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
            f'[[source]]\nslug = "news"\nurl = "{site.url}"\n',
            folder=tmp_path,
        )
        with Container(config) as container:
            (source,) = config.sources
            container.poller.poll(source, container.store.claim(["news"])["news"])
            site.answer(Answer(body=ilo_list(some(21)).encode()))
            state = container.store.claim(["news"])["news"]

            with recorded_spine() as spine:
                report = container.poller.poll(source, state)

    assert report.outcome is Outcome.CHANGED
    assert set(spine) >= STEPS, "a step was renamed, or is not passed any more"
    assert len(spine) <= MAX_FUNCTIONS, "\n".join(spine)
