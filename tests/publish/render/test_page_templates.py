"""Compiled templates are kept in files; a template that changed, or a damaged file, is compiled again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import BytecodeCache, DictLoader, Environment

from ilofeed.publish.render import page_templates
from ilofeed.publish.render.page_templates import CompiledTemplates


class Counting(Environment):
    """An environment that counts what it compiles."""

    compiled = 0

    def _parse(self, *arguments: object) -> object:  # type: ignore[override] # passes all on
        self.compiled += 1
        return super()._parse(*arguments)  # type: ignore[arg-type]


def opened(cache: BytecodeCache, text: str = "Hello {{ name }}!") -> Counting:
    """The environment that a new process would make."""
    return Counting(loader=DictLoader({"page.html": text}), bytecode_cache=cache)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CompiledTemplates:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return CompiledTemplates(tmp_path / "__pycache__", "cpython-311")


def shown(environment: Environment) -> str:
    return environment.get_template("page.html").render(name="you")


def test_a_second_process_compiles_no_template(cache: CompiledTemplates) -> None:
    first, second = opened(cache), opened(cache)

    assert shown(first) == shown(second) == "Hello you!"

    assert (first.compiled, second.compiled) == (1, 0)


def test_a_template_that_changed_is_compiled_again(cache: CompiledTemplates) -> None:
    shown(opened(cache))

    changed = opened(cache, "Goodbye {{ name }}!")

    assert shown(changed) == "Goodbye you!"
    assert changed.compiled == 1


def test_code_of_other_options_is_compiled_again(
    cache: CompiledTemplates, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(opened(cache))
    monkeypatch.setattr(page_templates, "_OPTIONS", {"autoescape": False})

    environment = opened(cache)
    shown(environment)

    assert environment.compiled == 1


@pytest.mark.parametrize(
    "damage", [lambda data: data[:0], lambda data: data[:60], lambda data: data[:9] + b"\0rubbish"]
)
def test_a_damaged_file_is_replaced(
    damage: Callable[[bytes], bytes], cache: CompiledTemplates, tmp_path: Path
) -> None:
    shown(opened(cache))
    (file,) = (tmp_path / "__pycache__").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage(whole))

    assert shown(opened(cache)) == "Hello you!"

    assert file.read_bytes() == whole
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_to_is_no_error(cache: CompiledTemplates, tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("a file in the place of the folder")
    environment = opened(cache)

    assert shown(environment) == "Hello you!"
    assert environment.compiled == 1


def test_nothing_is_kept_where_python_keeps_no_modules(
    cache: CompiledTemplates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)

    shown(opened(cache))

    assert not (tmp_path / "__pycache__").exists()


def test_the_templates_of_the_program_are_kept_beside_them() -> None:
    environment = page_templates.environment("fr")

    assert isinstance(environment.bytecode_cache, CompiledTemplates)
    assert environment.autoescape is True
