"""The next steps of an operator follow from the condition of a source and the reason."""

from __future__ import annotations

import pytest

from ilofeed.core.models import Source
from ilofeed.core.state import Condition, Health
from ilofeed.decide.next_steps import next_steps

NEWS = Source(slug="news", url="https://www.ilo.org/news")


def commands(condition: Condition, reason: str | None = None, *, entries: int = 5) -> list[str]:
    health = Health(source=NEWS, condition=condition, reason=reason, entries=entries)
    return [" ".join(step.command) for step in next_steps(health) if step.command]


def texts(condition: Condition, reason: str | None = None, moved_to: str = "") -> str:
    health = Health(source=NEWS, condition=condition, reason=reason, moved_to=moved_to)
    return "\n".join(step.text for step in next_steps(health))


@pytest.mark.parametrize(
    ("condition", "reason", "expected"),
    [
        (Condition.OVERDUE, None, ["fetch --once news"]),
        (Condition.QUARANTINED, "burst", ["explain news", "accept news", "accept news --as-known"]),
        (Condition.FAILING, "no_items", ["explain news", "preview news", "repair news"]),
        (Condition.FAILING, "not_html", ["explain news", "preview news"]),
        (Condition.FAILING, "status_403", ["status news"]),
        (Condition.FAILING, "challenge", ["status news"]),
        (Condition.FAILING, "timeout", ["fetch --once news"]),
        (Condition.FAILING, "status_503", ["fetch --once news"]),
        (Condition.FAILING, "dns", ["fetch --once news"]),
        (Condition.FAILING, "output", ["check"]),
        (Condition.FAILING, "robots", ["check --online"]),
        (Condition.FAILING, "status_404", []),
        (Condition.GONE, "status_410", []),
        (Condition.PAUSED, "status_404", []),
    ],
)
def test_the_commands_fit_the_problem(condition: Condition, reason: str | None, expected: list[str]) -> None:
    assert commands(condition, reason) == expected


@pytest.mark.parametrize("condition", [Condition.OK, Condition.NEW, Condition.QUIET, Condition.RETIRED])
def test_a_source_that_needs_no_attention_has_no_next_step(condition: Condition) -> None:
    assert next_steps(Health(source=NEWS, condition=condition)) == ()


@pytest.mark.parametrize("condition", [each for each in Condition if each.needs_attention])
@pytest.mark.parametrize("reason", ["status_404", "no_items", "never_heard_of", None])
def test_a_source_that_needs_attention_has_a_next_step(condition: Condition, reason: str | None) -> None:
    assert next_steps(Health(source=NEWS, condition=condition, reason=reason))


def test_a_layout_is_not_learned_from_no_entries() -> None:
    assert commands(Condition.FAILING, "no_items", entries=0) == ["explain news", "preview news"]


@pytest.mark.parametrize(
    ("condition", "reason"), [(Condition.FAILING, "status_404"), (Condition.GONE, "status_410")]
)
def test_a_page_that_is_gone_is_looked_for_or_retired(condition: Condition, reason: str) -> None:
    found = texts(condition, reason)

    assert "open https://www.ilo.org/news in a browser" in found
    assert "`retire`" in found


def test_a_permanent_move_names_the_new_address_in_any_condition() -> None:
    assert "https://www.ilo.org/all" in texts(Condition.OK, moved_to="https://www.ilo.org/all")
