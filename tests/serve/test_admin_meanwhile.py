"""Forms of the admin site that another form overtakes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import pytest
from lxml import html

from fakes.home_page import Beginner
from fakes.site import serving


class Overtaken:
    """A lock before which another form is carried out."""

    def __init__(self, lock: Lock, other: Callable[[], object]) -> None:
        self._lock = lock
        self._others = [other]

    def __enter__(self) -> None:
        if self._others:
            self._others.pop()()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_two_forms_for_one_page_at_the_same_time_make_one_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as site, (beginner := Beginner(tmp_path, site)).running() as (app, client):
        beginner.file.write_text("# Ours.\n")
        beginner.allow_site(app)
        shown = html.document_fromstring(client.post(client.preview, {"url": beginner.url}).body)
        form = {field.get("name", ""): field.get("value", "") for field in shown.cssselect("#list-1 form input")}

        def added(slug: str) -> int:
            return client.post(f"{client.admin}add", form | {"slug": slug}).status

        first: list[int] = []
        monkeypatch.setattr(app, "editing", Overtaken(app.editing, lambda: first.append(added("first"))))

        assert added("second") == 422

    assert first == [303]
    assert [source["slug"] for source in tomllib.loads(beginner.file.read_text())["source"]] == ["first"]
