"""What `ilofeed explain` says of the last polls of forty sources."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fakes.forty import BROKEN, DEAD, HELD, NEWS, Forty
from ilofeed.app import explanation
from ilofeed.app.explanation import Explanation
from ilofeed.cli.explain_lines import item_lines, lines
from ilofeed.cli.layout import Layout

Golden = Callable[[str, bytes], None]


def command(*words: str) -> str:
    return " ".join(("ilofeed", "-c", "config.toml", *words))


def explained(forty: Forty, slug: str, width: int | None = None) -> tuple[Explanation, Layout]:
    with forty.app(create=False) as app:
        found = explanation.explain(app, *app.config.chosen((slug,)))
    return found, Layout(now=forty.clock.now(), command=command, width=width)


@pytest.mark.parametrize(("name", "slug"), [("held", HELD), ("broken", BROKEN), ("dead", DEAD), ("news", NEWS[0])])
def test_the_last_poll_is_explained_without_a_request(forty: Forty, golden: Golden, name: str, slug: str) -> None:
    found, layout = explained(forty, slug)

    golden(f"explain-{name}.txt", "".join(f"{line}\n" for line in lines(found, layout)).encode())
    assert forty.site.requests == []


def test_one_item_is_explained_in_full(forty: Forty, golden: Golden) -> None:
    found, layout = explained(forty, HELD)

    golden("explain-item.txt", "".join(f"{line}\n" for line in item_lines(found, found.items[0], layout)).encode())


def test_on_a_narrow_terminal_only_what_is_copied_is_wider(forty: Forty) -> None:
    found, layout = explained(forty, HELD, width=44)

    wide = [line for line in lines(found, layout) if len(line) > 44]
    assert wide
    assert all("`ilofeed -c config.toml" in line for line in wide), wide
