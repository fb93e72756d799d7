"""Hold the sizes of files and functions: 300 lines, 40 lines, and six parameters in the program."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
MAX_PARAMETERS = 6
PROGRAM = ("src",)
#: Tests, measurements and scripts have the same limits, but for parameters: fixtures are parameters too.
ALL = (*PROGRAM, "bench", "scripts", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(folders: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every module in *folders*."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def functions(folders: Iterable[str]) -> Iterator[tuple[str, Function]]:
    """Yield every function in *folders*, nested ones too, with its place."""
    for name, text in modules(folders):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, Function):
                yield f"{name}: {node.name}", node


def parameters(function: Function) -> list[str]:
    """Return the names of the parameters of *function*, but for the object or class that it belongs to."""
    arguments = function.args
    names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return [name for name in names if name not in ("self", "cls")]


def documented(name: str, function: Function) -> int:
    """Return the lines of the docstring of a public function, which is its page in the documentation; else none."""
    docstring = ast.get_docstring(function, clean=False) if name.startswith("src/ilofeed/api/") else None
    return len(docstring.splitlines()) if docstring else 0


def is_command(function: Function) -> bool:
    """Return whether *function* is a command, whose parameters are its options."""
    return any("config_option" in ast.unparse(decorator) for decorator in function.decorator_list)


def test_no_file_is_over_three_hundred_lines() -> None:
    assert [name for name, text in modules(ALL) if len(text.splitlines()) > MAX_FILE_LINES] == []


def test_no_function_is_over_forty_lines() -> None:
    offenders = [
        name
        for name, function in functions(ALL)
        if (function.end_lineno or 0) - function.lineno + 1 - documented(name, function) > MAX_FUNCTION_LINES
    ]

    assert offenders == []


def test_no_function_has_more_than_six_parameters() -> None:
    offenders = [
        name
        for name, function in functions(PROGRAM)
        if len(parameters(function)) > MAX_PARAMETERS and not is_command(function)
    ]

    assert offenders == []
