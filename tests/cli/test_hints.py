"""Commands in messages can be pasted as they are, in the folder where the message was printed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from fakes.operator import MORE, Operator, of_two_pages
from fakes.site import LIST_PATH, Answer
from ilofeed import cli
from ilofeed.app.config_warnings import advice
from ilofeed.config.loader import parse
from ilofeed.core import hints, terminal

SOURCE = Path(cli.__file__).parents[1]
_COMMAND = re.compile(r"`ilofeed ([^`\n]+)`")
NAMED = "my config's.toml"


def commands_in(text: str) -> Iterator[list[str]]:
    for found in _COMMAND.finditer(text):
        yield [re.sub(r"\{[^}]*\}", "X", word) for word in found[1].split()]


def test_each_command_in_a_message_exists_with_its_options() -> None:
    found = [command for path in SOURCE.rglob("*.py") for command in commands_in(path.read_text())]

    assert len(found) > 40
    for name, *words in found:
        if name in ("COMMAND", "X", "-c"):
            continue
        command = cli.ilofeed.get_command(click.Context(cli.ilofeed), name)
        if isinstance(command, click.Group) and words:
            command = command.get_command(click.Context(command), words[0])
        assert command is not None, (name, words)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= known, (name, words)


def test_a_command_gets_the_file_that_was_named_once() -> None:
    text = "see `ilofeed status news`, or `ilofeed -c x.toml check`; `ilofeed` alone stays"
    assert terminal.line(text) == text

    hints.name_config("a b.toml")

    assert terminal.line(text) == text.replace("`ilofeed status", "`ilofeed -c 'a b.toml' status")
    assert (
        hints.complete("ilofeed status is no command in a message") == "ilofeed status is no command in a message"
    )


def test_a_command_in_a_message_to_the_operator_gets_the_absolute_path_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.dumps({"text": "shown by `ilofeed status news`"})
    assert hints.complete_json(document) == document

    monkeypatch.chdir(tmp_path)
    hints.name_config('a "b".toml')

    completed = f"shown by `ilofeed -c '{tmp_path}/a \"b\".toml' status news`"
    assert json.loads(hints.complete_json(document))["text"] == completed


@pytest.mark.parametrize("option", [["-c", NAMED], [f"--config={NAMED}"]])
def test_the_hint_of_a_failure_can_be_pasted(operator: Operator, option: list[str]) -> None:
    operator.poll()
    (operator.folder / "config.toml").rename(operator.folder / NAMED)
    operator.site.answer(Answer(body=b"<ul><li><a href=/1>Gone</a></ul>"))

    done = operator.run("fetch", "--once", *option)
    status = operator.run("status", *option)

    pasted = [shlex.split(found[0].strip("`")) for found in _COMMAND.finditer(done.stderr + status.stdout)]
    assert pasted
    for words in pasted:
        assert words[:3] == ["ilofeed", "-c", NAMED]
    assert operator.run(*pasted[0][1:]).returncode in (0, 1)


def test_check_and_prune_tell_of_former_where_a_source_was_renamed(tmp_path: Path) -> None:
    with of_two_pages(tmp_path) as operator:
        assert operator.run("fetch", "--once").returncode == 0
        config = tmp_path / "config.toml"
        config.write_text(config.read_text().replace('slug = "press"', 'slug = "releases"'))

        checked = operator.run("check")
        pruned = operator.run("prune", stdin=b"n\n")
        config.write_text(config.read_text() + '\nformer = ["press"]\n')
        operator.run("fetch", "--once")
        after = operator.run("prune")

    hint = "source releases is polled as press was, of which the database holds data. Renamed? Add `former = "
    assert f'{hint}["press"]` to it: ids and history continue\n' in checked.stdout
    assert "ilofeed prune" not in checked.stdout
    assert pruned.stdout.index(hint) < pruned.stdout.index("Delete the data of 1 source?")
    assert after.stdout == "nothing to delete\n"


def test_a_source_that_was_removed_can_be_deleted_or_renamed(tmp_path: Path) -> None:
    with of_two_pages(tmp_path) as operator:
        operator.run("fetch", "--once")
        operator.configure()

        checked = operator.run("check", "-c", "config.toml")

    assert (
        "the database holds data of press, which is no longer configured. Renamed? Add `former` to the [[source]] with"
        " the new slug. Not needed? `ilofeed -c config.toml prune` deletes it\n" in checked.stdout
    )


def test_advice_that_concerns_several_pages_is_given_once(tmp_path: Path) -> None:
    with of_two_pages(tmp_path) as operator:
        for path in (LIST_PATH, MORE):
            operator.site.answer(Answer(status=403), path)

        checked = operator.run("check", "--online")

    assert checked.returncode == 1
    assert checked.stderr.count("The site does not let this program in") == 1
    assert "  sources news and press: The site does not let this program in" in checked.stderr


def test_a_note_about_forty_sources_is_one_line() -> None:
    text = "".join(f'[[source]]\nslug = "s{at}"\nurl = "https://example.org/{at}"\n' for at in range(1, 41))
    config = parse('[ilofeed]\ninterval = "1m"\noutput = "."\n' + text)

    notes = [note for note in advice(config) if "five minutes" in note]

    assert notes == ["config.toml:4: sources s1, s2 and 38 others: polled more often than every five minutes"]
