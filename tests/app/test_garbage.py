"""Python looks for garbage seldom."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from ilofeed.app import garbage


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds, callbacks = gc.get_threshold(), list(gc.callbacks)
    yield
    gc.set_threshold(*thresholds)
    gc.callbacks[:] = callbacks


class LookedThroughMeanwhile(list[object]):
    """Callbacks of a Python that looks for garbage as soon as it has been asked what is among them."""

    def __contains__(self, item: object) -> bool:
        self.clear()
        return True


def test_the_first_look_is_late_and_others_are_seldom() -> None:
    garbage.look_after_start()
    first = gc.get_threshold()

    gc.collect()

    assert first[0] > gc.get_threshold()[0] > 700
    assert garbage._after_look not in gc.callbacks


def test_a_look_in_the_midst_of_the_change_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "callbacks", LookedThroughMeanwhile([garbage._after_look]))

    garbage.look_seldom()
    garbage.look_seldom()

    assert list(gc.callbacks) == []
