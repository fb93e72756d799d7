"""What `ilofeed status` says of forty sources, of which three need attention."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from msgspec.structs import replace

from fakes.forty import BROKEN, DEAD, HELD, Forty
from ilofeed.app import overview
from ilofeed.app.overview import Overview
from ilofeed.cli.layout import Layout
from ilofeed.cli.status_lines import one, overview_lines
from ilofeed.decide.attention import in_order

Golden = Callable[[str, bytes], None]


def command(*words: str) -> str:
    return " ".join(("ilofeed", "-c", "config.toml", *words))


def text(lines: Iterator[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.fixture
def found(forty: Forty) -> Overview:
    with forty.app(create=False) as app:
        return overview.overview(app, app.config.sources)


@pytest.mark.parametrize("width", [None, 80, 40])
def test_the_overview_begins_with_what_needs_attention(found: Overview, golden: Golden, width: int | None) -> None:
    layout = Layout(now=found.now, command=command, width=width)

    golden(f"status-{width or 'whole'}.txt", text(overview_lines(found, layout, is_ok=True)))


@pytest.mark.parametrize(("name", "slug"), [("held", HELD), ("broken", BROKEN), ("dead", DEAD)])
def test_one_source_is_shown_with_the_next_steps(forty: Forty, golden: Golden, name: str, slug: str) -> None:
    with forty.app(create=False) as app:
        found = overview.overview_of_one(app, *app.config.chosen((slug,)))

    golden(f"status-{name}.txt", text(one(found, Layout(now=found.now, command=command))))


@pytest.mark.parametrize("width", [20, 40, 60])
def test_no_line_is_wider_than_the_terminal_but_for_what_is_copied(found: Overview, width: int) -> None:
    lines = list(overview_lines(found, Layout(now=found.now, command=command, width=width), is_ok=True))

    wide = [line.strip() for line in lines if len(line) > width]
    assert all(line.startswith(("`ilofeed -c", "http://")) or "`" in line for line in wide), wide
    assert [line for line in lines if "`ilofeed -c config.toml explain s19-example-news`" in line]


def test_a_terminal_of_no_width_ends_nothing(found: Overview) -> None:
    lines = list(overview_lines(found, Layout(now=found.now, command=command, width=0), is_ok=True))

    assert len(lines) > len(found.healths)


def test_of_two_failures_the_longer_one_comes_first(found: Overview) -> None:
    assert slugs(found)[:3] == [HELD, DEAD, BROKEN]


def test_a_source_with_a_note_comes_before_the_others_of_its_condition(found: Overview) -> None:
    noted = [
        replace(each, moved_to="http://s33.example/all") if each.source.slug == "s33-example-news" else each
        for each in found.healths
    ]

    assert slugs(replace(found, healths=tuple(noted)))[3:5] == ["s33-example-news", "s01-example-news"]


def slugs(found: Overview) -> Sequence[str]:
    return [each.source.slug for each in in_order(found.healths)]
