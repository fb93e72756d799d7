"""The programs in the documentation and in docstrings are run, and print the output shown beside them."""

from __future__ import annotations

import contextlib
import doctest
import inspect
import io
import re
import runpy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import ilofeed
from fakes.pages import ilo_list, some
from fakes.site import serving

ROOT = Path(__file__).parents[2]
PAGES = ("docs/api.md", "docs/recipes.md")
# A file to have, or a program with its output.
_STEP = re.compile(
    r"^<!-- (?P<name>\S+): (?P<fixture>\S+) -->$|^```python\n(?P<program>.*?)^```\n\s*^```text\n(?P<output>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FUNCTIONS = [value for name in ilofeed.__all__ if inspect.isfunction(value := getattr(ilofeed, name))]


def outputs(page: str, folder: Path) -> Iterator[tuple[str, str]]:
    """The output that each program of *page* should have, and that which it has in *folder*."""
    for step in _STEP.finditer(page):
        if step["name"]:
            shutil.copy(ROOT / step["fixture"], folder / step["name"])
            continue
        (folder / "program.py").write_text(step["program"], encoding="utf-8")
        with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()) as printed:
            runpy.run_path("program.py", run_name="__main__")
        yield step["output"], printed.getvalue()


@pytest.mark.parametrize("name", PAGES)
def test_every_program_of_the_page_prints_its_output(name: str, tmp_path: Path) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")

    found = list(outputs(page, tmp_path))

    assert len(found) == page.count("```python\n") > 0
    assert [came for _, came in found] == [expected for expected, _ in found]


def test_a_program_with_another_output_is_found_out(tmp_path: Path) -> None:
    page = "```python\nprint(1)\n```\n\n```text\n2\n```\n"

    assert list(outputs(page, tmp_path)) == [("2\n", "1\n")]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_the_example_of_every_function_prints_its_output(function: Callable[..., object], tmp_path: Path) -> None:
    (found,) = doctest.DocTestFinder(recurse=False).find(function, function.__name__, globs={})
    report = io.StringIO()

    with serving() as site, contextlib.chdir(tmp_path):
        site.show(ilo_list(some(3)))
        settings = '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        Path("config.toml").write_text(f'{settings}[[source]]\nslug = "news"\nurl = "{site.url}"\n')
        result = doctest.DocTestRunner().run(found, out=report.write)

    assert result.attempted > 1
    assert result.failed == 0, report.getvalue()


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_every_argument_and_every_error_is_documented(function: Callable[..., object]) -> None:
    docstring = inspect.getdoc(function) or ""
    arguments = docstring.partition("\nArgs:\n")[2].partition("\n\n")[0]

    documented = re.findall(r"^    (\w+): ", arguments, flags=re.MULTILINE)

    assert documented == list(inspect.signature(function).parameters)
    assert "\nRaises:\n" in docstring
    assert "TypeError: " in docstring


def test_every_public_name_is_on_the_page_of_the_library() -> None:
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")

    documented = re.findall(r"^\.\. auto(?:function|class|exception):: ilofeed\.(\w+)$", page, flags=re.MULTILINE)

    assert sorted(documented) == sorted(name for name in ilofeed.__all__ if name != "__version__")
