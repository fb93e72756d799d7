"""Hold the imports of `src/ilofeed` to the table of packages in `docs/packages.toml`."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ilofeed"
TABLE = tomllib.loads((ROOT / "docs" / "packages.toml").read_text(encoding="utf-8"))
PACKAGES = TABLE["package"]
ORDER = [package["name"] for package in PACKAGES]
LIBRARIES = {package["name"]: set(package.get("libraries", ())) for package in PACKAGES}
# Small, and of use in every package.
SHARED_LIBRARIES = {"ilofeed", "msgspec"}


def allowed(name: str) -> set[str]:
    """Return the packages that the package *name* may import, itself included."""
    at = ORDER.index(name)
    imports = PACKAGES[at]["imports"]
    return {name, *(ORDER[:at] if imports == ["above"] else imports)}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield every module of a package, with the name of the package."""
    for package in ORDER:
        for path in sorted((SOURCE / package).rglob("*.py")):
            yield package, path


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names that the module at *path* imports, also within functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write absolute imports"
            if node.module == "ilofeed":
                yield from (f"ilofeed.{alias.name}" for alias in node.names)
            elif node.module:
                yield node.module


def test_packages_import_only_those_that_the_table_allows() -> None:
    offenders = []
    for package, path in modules():
        for name in imported(path):
            top, _, rest = name.partition(".")
            other = rest.partition(".")[0]
            if top == "ilofeed" and other in ORDER and other not in allowed(package):
                offenders.append(f"{path.relative_to(SOURCE)} imports {name}")

    assert offenders == []


def test_modules_beside_the_packages_import_only_what_the_table_allows() -> None:
    found = {
        path.stem: {name.split(".")[1] for name in imported(path) if name.startswith("ilofeed.")}
        for path in SOURCE.glob("*.py")
    }

    assert found == {name: set(module["imports"]) for name, module in TABLE["root"].items()}


def test_packages_import_only_the_libraries_that_the_table_gives_them() -> None:
    named = set().union(*LIBRARIES.values())
    offenders = []
    for package, path in modules():
        for name in imported(path):
            library = name.partition(".")[0]
            is_guarded = library in named or library not in sys.stdlib_module_names
            if is_guarded and library not in LIBRARIES[package] | SHARED_LIBRARIES:
                offenders.append(f"{path.relative_to(SOURCE)} imports {name}")

    assert offenders == []


def test_values_are_structs() -> None:
    # Each dataclass costs every start half a millisecond (docs/architecture.md, "Values are msgspec structs").
    offenders = [str(path.relative_to(SOURCE)) for _, path in modules() if "dataclasses" in imported(path)]

    assert offenders == []
