"""Environment variables for the keys of [ilofeed], as containers set them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fakes.operator import Operator
from ilofeed.config.environment import doubtful, variable
from ilofeed.config.loader import load, parse
from ilofeed.config.schema import GeneralTable
from ilofeed.core import secrets
from ilofeed.core.errors import ConfigError

VALUES = {
    "contact": "ops@example.org",
    "interval": "30m",
    "entries": "70",
    "output": "public",
    "timezone": "Asia/Tokyo",
}


def test_every_key_has_a_variable_which_counts_before_the_file() -> None:
    file = '[ilofeed]\ncontact = "file@example.org"\nentries = 20\nhubs = ["https://a.example.org/"]\n'

    config = parse(
        file,
        environ={variable(key): value for key, value in VALUES.items()},
        folder=Path("/x"),
        name="config.toml",
    )

    assert (config.contact, config.output) == ("ops@example.org", Path("/x/public"))
    assert config.hubs == ("https://a.example.org/",)
    assert config.documents.variables == {key: variable(key) for key in VALUES}
    assert {variable(key) for key in GeneralTable.__struct_fields__} >= {"ILOFEED_DATABASE", "ILOFEED_BASE_URL"}


@pytest.mark.parametrize(
    "text", ["https://a.example.org/,https://b.example.org/", " https://a.example.org/ https://b.example.org/"]
)
def test_a_list_is_separated_by_commas_or_blanks(text: str) -> None:
    assert parse("", environ={"ILOFEED_HUBS": text}).hubs == ("https://a.example.org/", "https://b.example.org/")


def test_an_empty_variable_is_as_one_that_is_not_set() -> None:
    config = parse(
        '[ilofeed]\ncontact = "file@example.org"', environ={"ILOFEED_CONTACT": " ", "ILOFEED_ENTRIES": ""}
    )

    assert config.contact == "file@example.org"
    assert config.documents.variables == {}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("ILOFEED_ENTRIES", "many", "ILOFEED_ENTRIES: ilofeed.entries is 'many'; allowed is a whole number"),
        ("ILOFEED_ENTRIES", "9" * 5000, "ILOFEED_ENTRIES: ilofeed.entries is '999"),
        ("ILOFEED_ENTRIES", "5", "ILOFEED_ENTRIES: ilofeed.entries is 5; allowed is a whole number >= 10"),
        ("ILOFEED_INTERVAL", "often", "ILOFEED_INTERVAL: ilofeed.interval is 'often'; allowed is a duration"),
        ("ILOFEED_BASE_URL", "ftp://x", "ILOFEED_BASE_URL: ilofeed.base_url is 'ftp://x'; allowed is an http"),
        (
            "ILOFEED_HUBS",
            "https://a.example.org/,x",
            "ILOFEED_HUBS: ilofeed.hubs is 'x'; allowed is an http or https",
        ),
    ],
)
def test_a_mistake_names_the_variable(name: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        parse('[ilofeed]\ninterval = "1h"', environ={name: value})


@pytest.mark.parametrize(
    "database",
    ["postgresql://me:{}@db/news", "postgresql://db/news?password={}", "postgresql://me:{}@db/news?a=b"],
)
def test_the_password_of_a_database_is_hidden_from_then_on(database: str) -> None:
    config = parse("", environ={"ILOFEED_DATABASE": database.format("s3cret-w0rd")})

    assert config.database == database.format("s3cret-w0rd")
    assert secrets.hide(config.database) == database.format(secrets.MASK)


def test_a_variable_can_name_a_file_with_a_secret(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret-w0rd\n")

    config = parse("", folder=tmp_path, environ={"ILOFEED_DATABASE": "postgresql://me:{file:password}@db/news"})

    assert config.database == "postgresql://me:s3cret-w0rd@db/news"
    assert secrets.are_in("s3cret-w0rd")


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("ILOFEED_CONTCAT", "has no effect, did you mean ILOFEED_CONTACT?"),
        ("ILOFEED_BASEURL", "has no effect, did you mean ILOFEED_BASE_URL?"),
        ("ilofeed_contact", "has no effect, did you mean ILOFEED_CONTACT?"),
        ("ILOFEED_CONIFG", "has no effect, did you mean ILOFEED_CONFIG?"),
        ("ILOFEED_TIMEOUT", "has no effect: timeout is a key of [fetch]"),
        ("ILOFEED_WEBHOOK", "has no effect: webhook is a key of [alerts]"),
    ],
)
def test_a_variable_that_is_no_key_is_noted_with_what_was_probably_meant(name: str, note: str) -> None:
    assert list(doubtful({name: "s3cret", "HOME": "/"})) == [f"the environment variable {name} {note}"]


@pytest.mark.parametrize(
    "name",
    [
        "ILOFEED_CONFIG",
        "ILOFEED_CONTACT",
        "ILOFEED_PORT_8000_TCP_ADDR",
        "ILOFEED_SERVICE_HOST",
        "_ILOFEED_COMPLETE",
    ],
)
def test_known_variables_and_those_of_others_are_not_noted(name: str) -> None:
    assert list(doubtful({name: "x"})) == []


def test_a_file_is_read_with_the_variables_of_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text("")
    monkeypatch.setenv("ILOFEED_CONTACT", "ops@example.org")

    assert load(tmp_path / "config.toml").contact == "ops@example.org"


def test_check_says_which_keys_come_from_the_environment_and_which_variable_is_misspelt(
    operator: Operator,
) -> None:
    done = operator.run("check", ILOFEED_CONTACT="ops@example.org", ILOFEED_CONTCAT="x")

    assert done.returncode == 0
    assert "  contact is set by the environment variable ILOFEED_CONTACT\n" in done.stdout
    assert (
        "  note: the environment variable ILOFEED_CONTCAT has no effect, did you mean ILOFEED_CONTACT?\n"
        in done.stdout
    )
    assert "ops@example.org" not in done.stdout + done.stderr


def test_check_names_the_variable_with_a_mistake(operator: Operator) -> None:
    done = operator.run("check", ILOFEED_BASE_URL="nowhere")

    assert done.returncode == 2
    assert done.stderr.startswith("ilofeed: ILOFEED_BASE_URL: ilofeed.base_url is 'nowhere'; allowed is")


def test_variables_alone_are_no_configuration_but_count_for_commands_that_need_none(
    operator: Operator, tmp_path: Path
) -> None:
    (operator.folder / "config.toml").unlink()
    (tmp_path / "page.html").write_text("")

    polled = operator.run("fetch", "--once", ILOFEED_CONTACT="ops@example.org")
    previewed = operator.run("preview", "page.html", ILOFEED_ENTRIES="few")

    assert polled.returncode == 2
    assert "there is no such file" in polled.stderr
    assert previewed.stderr.startswith("ilofeed: ILOFEED_ENTRIES: ")
