"""Mistakes in use, configuration and database: one line on standard error, and the exit status."""

from __future__ import annotations

import sqlite3

import pytest

from fakes.operator import Operator


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('interval = "soon"', ["config.toml", "ilofeed.interval", "'soon'", "'1h30m'"]),
        ('intervall = "1h"', ["config.toml", "'intervall'", "did you mean 'interval'"]),
        ('database = "mysql://u:secret@h/d"', ["database", "sqlite:///"]),
        ("[", ["config.toml", "not valid TOML"]),
    ],
)
def test_a_mistake_in_the_configuration_is_one_line_and_status_2(
    operator: Operator, head: str, words: list[str]
) -> None:
    operator.configure(head=head)

    done = operator.run("fetch", "--once")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_a_missing_configuration_is_reported_by_its_path(operator: Operator) -> None:
    (operator.folder / "config.toml").unlink()

    done = operator.run("status")

    assert done.returncode == 2
    assert "config.toml: there is no such file" in done.stderr


def test_usage_mistakes_are_status_2(operator: Operator) -> None:
    assert operator.run("fetch", "--everything").returncode == 2
    assert operator.run("fetch", "--force").returncode == 2
    assert operator.run("fetch", "--once", "nothing-of-that-name").returncode == 2
    assert operator.run("preview", "no-such-file.html").returncode == 2


def test_a_database_of_a_newer_version_is_status_3(operator: Operator) -> None:
    operator.poll()
    with sqlite3.connect(operator.folder / "ilofeed.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()

    for command in (("fetch", "--once"), ("status",), ("check",), ("publish",)):
        done = operator.run(*command)

        assert done.returncode == 3
        assert "all healthy" not in done.stdout
        assert "no errors" not in done.stdout
        assert done.stderr.count("\n") == 1
        assert "newer ilofeed" in done.stderr


def test_a_database_that_cannot_be_opened_is_status_3(operator: Operator) -> None:
    (operator.folder / "ilofeed.db").mkdir()

    done = operator.run("fetch", "--once")

    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
