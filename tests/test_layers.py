"""Imports point down the layers of docs/architecture.md, never sideways in layer 2."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "ilofeed"

LAYERS = {
    0: {"commons", "errors", "memory", "model", "ports", "search", "store_protocols", "witness_state"},
    1: {
        "address",
        "alerts",
        "archives",
        "article",
        "bugs",
        "catalogue",
        "choice",
        "clock_check",
        "commits",
        "counters",
        "coverage",
        "cut_titles",
        "date_forms",
        "date_places",
        "dates",
        "diff",
        "edits",
        "explain",
        "gaps",
        "gate",
        "health",
        "ignored",
        "instants",
        "keys",
        "language",
        "likeness",
        "link_rules",
        "match",
        "months",
        "overview",
        "patterns",
        "profiles",
        "render",
        "recovery",
        "refusals",
        "replay",
        "robots",
        "reread",
        "same_address",
        "sanitise",
        "schedule",
        "shared_numbers",
        "suggest",
        "terminal",
        "text",
        "validate",
        "websub",
        "witness",
    },
    2: {"config", "fetch", "log", "manners", "notify", "poll", "publish", "seed", "store", "web"},
    3: {"app"},
    4: {"__main__", "cli", "daemon", "demo", "worker"},
}
LAYER_OF = {module: layer for layer, modules in LAYERS.items() for module in modules}

# The packages that only one module may know.
EDGES = {
    "apscheduler": {"daemon"},
    "bs4": {"profiles"},
    "click": {"cli"},
    "cronsim": {"config", "schedule"},
    "feedgen": {"render"},
    "httpcore": {"fetch"},
    "httpx": {"fetch"},
    "jinja2": {"render"},
    "nh3": {"sanitise"},
    "procrastinate": {"worker"},
    "prometheus_client": {"web"},
    "psycopg": {"store"},
    "psycopg_pool": {"worker"},
    "re2": {"patterns"},
    "regex": {"patterns"},
    "sqlite3": {"store"},
    "starlette": {"web"},
    "tomllib": {"catalogue", "config"},
    "trafilatura": {"article"},
    "uvicorn": {"web"},
}


def parts() -> Iterator[tuple[str, Path]]:
    """Every file, with the module of the table it belongs to."""
    for path in sorted(SOURCE.rglob("*.py")):
        first = path.relative_to(SOURCE).parts[0]
        if first != "__init__.py":
            yield first.removesuffix(".py"), path


PARTS = list(parts())


def imports(path: Path) -> Iterator[str]:
    """The dotted names that *path* imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it points"
            if node.module == "ilofeed":
                yield from (f"ilofeed.{alias.name}" for alias in node.names)
            elif node.module:
                yield node.module


def test_every_module_has_its_layer() -> None:
    assert {module for module, _ in parts()} == set(LAYER_OF)


@pytest.mark.parametrize(("module", "path"), PARTS, ids=lambda each: str(getattr(each, "name", each)))
def test_imports_point_down(module: str, path: Path) -> None:
    for name in imports(path):
        package, _, rest = name.partition(".")
        if package != "ilofeed" or rest in ("", "__version__"):
            continue
        other = rest.partition(".")[0]
        if other == module:
            continue
        mine, its = LAYER_OF[module], LAYER_OF[other]
        assert its <= mine, f"{path.name} is in layer {mine} and imports {other} from layer {its}"
        assert not (mine == its == 2), f"{path.name} and {other} are strangers to each other"


@pytest.mark.parametrize(("module", "path"), PARTS, ids=lambda each: str(getattr(each, "name", each)))
def test_facts_are_structs(module: str, path: Path) -> None:
    # Each dataclass costs every start half a millisecond (docs/architecture.md, "Facts are msgspec structs").
    assert "dataclasses" not in set(imports(path)), module


@pytest.mark.parametrize(("module", "path"), PARTS, ids=lambda each: str(getattr(each, "name", each)))
def test_each_library_has_one_edge(module: str, path: Path) -> None:
    for name in imports(path):
        allowed = EDGES.get(name.partition(".")[0])
        assert allowed is None or module in allowed, f"{path.name} imports {name}; only {allowed} may"


@pytest.mark.parametrize(("module", "path"), PARTS, ids=lambda each: str(getattr(each, "name", each)))
def test_the_pure_layers_touch_nothing(module: str, path: Path) -> None:
    if LAYER_OF[module] > 1:
        return
    outside = {"os", "pathlib", "random", "socket", "subprocess", "tempfile", "time", "urllib.request"}
    assert outside.isdisjoint(imports(path))
    text = path.read_text(encoding="utf-8")
    assert ".now(" not in text
    assert ".today(" not in text
