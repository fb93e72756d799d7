"""The public interface: `import ilofeed` has its names, loads none before its use, and no package shadows one."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import ilofeed

SOURCE = Path(ilofeed.__file__).parent


def printed(program: str) -> object:
    """The JSON that *program* prints in a Python of its own."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", ilofeed.__all__)
def test_every_public_name_is_there_under_its_own_name(name: str) -> None:
    value = getattr(ilofeed, name)

    assert getattr(value, "__name__", name) == name


def test_type_checkers_see_the_names_that_programs_get() -> None:
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    seen = {
        alias.asname: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "importlib"
        for alias in node.names
    }

    table = {name: (module, name) for module, names in vars(ilofeed)["_MODULES"].items() for name in names}

    assert seen == table
    assert sorted([*table, "__version__"]) == sorted(ilofeed.__all__)


def test_no_module_of_the_package_has_a_public_name() -> None:
    modules = {path.stem.lower() for path in SOURCE.iterdir()}

    assert modules.isdisjoint(name.lower() for name in ilofeed.__all__ if not name.startswith("__"))


def test_a_name_stays_when_all_packages_were_imported() -> None:
    before = {name: getattr(ilofeed, name) for name in ilofeed.__all__}

    for path in SOURCE.iterdir():
        if (path / "__init__.py").exists():
            import_module(f"ilofeed.{path.name}")

    assert {name: getattr(ilofeed, name) for name in ilofeed.__all__} == before


def test_the_import_alone_loads_no_other_module() -> None:
    program = (
        "import json, sys; before = set(sys.modules); import ilofeed;"
        " print(json.dumps(sorted(set(sys.modules) - before)))"
    )

    assert printed(program) == ["ilofeed"]


def test_names_are_listed_before_they_are_loaded_and_all_can_be_imported_at_once() -> None:
    program = (
        "import json, ilofeed; listed = dir(ilofeed); from ilofeed import *; names = set(ilofeed.__all__);"
        " print(json.dumps([sorted(names.difference(listed)), sorted(names.difference(globals()))]))"
    )

    assert printed(program) == [[], []]


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'ilofeed' has no attribute 'extract_item'"):
        _ = ilofeed.extract_item  # type: ignore[attr-defined]  # that mypy finds it is the other half of this test


def test_a_name_is_loaded_once() -> None:
    program = (
        "import json, ilofeed; before = 'Item' in vars(ilofeed); ilofeed.Item;"
        " print(json.dumps([before, 'Item' in vars(ilofeed)]))"
    )

    assert printed(program) == [False, True]
