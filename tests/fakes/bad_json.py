"""Faults of an answer in JSON, as the source of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from fakes.misbehaviour import ITEMS, Fault, shows
from fakes.origin import Behaviour
from fakes.pages import Listed

_SOURCE = """profile = "json"
json = {items = "data", title = "title", link = "path", date = "day", summary = "about", id = "id", next = "next"}"""
_DEEP = 50_000


def _objects(items: Sequence[Listed]) -> list[dict[str, object]]:
    return [
        {"id": item.number, "title": item.title, "path": item.path, "day": item.day, "about": item.summary}
        for item in items
    ]


def as_json(items: Sequence[Listed]) -> bytes:
    """Return *items* as the answer of an interface."""
    return json.dumps({"data": _objects(items), "next": None}).encode()


def answers_in_json() -> Iterator[Fault]:
    """Yield what an interface answers in place of its list."""
    good = as_json(ITEMS)
    failing: Mapping[str, Mapping[str, bytes]] = {
        "not_json": {
            "JSON cut in the middle": good[: len(good) // 2],
            "page in place of JSON": b"<h1>Back soon</h1>",
        },
        "no_list": {"error in JSON": b'{"error": {"code": 429, "message": "slow down"}}'},
        "no_items": {
            "JSON without items": b'{"data": []}',
            "items without addresses": good.replace(b'"path"', b'"slug"'),
        },
        "too_complex": {
            "JSON nested deep": b'{"data": ' + b"[" * _DEEP + b"]" * _DEEP + b"}",
            "JSON of many values": b'{"data": [' + b"{}," * 600_000 + b"{}]}",
        },
    }
    for reason, bodies in failing.items():
        for name, body in bodies.items():
            yield _fault(name, _shown(body), reason=reason)
    other = {"data": [{"title": f"Spam {at}", "path": f"/spam/{at}", "day": "2026-11-01"} for at in range(12)]}
    yield _fault(
        "another list in JSON", _shown(json.dumps(other).encode()), outcome="quarantined", reason="disjoint"
    )
    loop = json.loads(good) | {"next": "?page=1"}
    yield _fault("JSON whose next page is itself", _shown(json.dumps(loop).encode()), outcome="unchanged")


def _shown(body: bytes) -> Behaviour:
    return shows(body, content_type="application/json")


def _fault(name: str, behaviour: Behaviour, *, outcome: str = "failed", reason: str | None = None) -> Fault:
    return Fault(name=name, behaviour=behaviour, outcome=outcome, reason=reason, writes=as_json, source=_SOURCE)
