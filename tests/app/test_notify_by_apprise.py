"""Alerts by Apprise, from the configuration to mail and HTTP receivers on loopback, with the installed command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakes.mailbox import Mailbox, receiving
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, Site, serving
from ilofeed.store import open_store

TOKEN = "token-0123456789"  # noqa: S105 - of a test
HOOK = f"/hook/{TOKEN}"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.answer(Answer(), HOOK)
        yield found


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with receiving() as found:
        yield found


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    operator = Operator(tmp_path, site)
    (tmp_path / "hook").write_text(f"{site.origin.replace('http', 'json')}{HOOK}\n")
    operator.configure("[alerts]", 'notify = ["{env:MAIL_URL}", "{file:hook}"]', "after = 1")
    return operator


def mail_url(mailbox: Mailbox) -> str:
    return f"mailto://127.0.0.1:{mailbox.port}?mode=insecure&from=feeds@example.org&to=me@example.org"


def test_an_address_that_has_taken_an_alert_gets_it_once_though_another_fails(
    operator: Operator, site: Site, mailbox: Mailbox
) -> None:
    site.answer(Answer(status=500))
    site.answer(Answer(status=503), HOOK)
    runs = [operator.run("fetch", "--once", "--force", MAIL_URL=mail_url(mailbox)) for _ in range(2)]

    (mail,) = mailbox.mails
    assert mail["Subject"] == "ilofeed: news is failing"
    assert mail.get_content().startswith("news has failed once: ")
    assert len(site.asked(HOOK)) == 1, "it is tried again in a minute, not at once"
    assert "not sent by notify[1] yet: json: Failed to send JSON POST notification" in runs[0].stderr
    written = b"".join(path.read_bytes() for path in operator.folder.glob("ilofeed.db*"))
    for text in (*(run.stdout + run.stderr for run in runs), written.decode("latin-1")):
        assert TOKEN not in text
        assert f":{mailbox.port}" not in text


def test_a_test_message_is_sent_by_every_channel_and_each_is_reported(
    operator: Operator, site: Site, mailbox: Mailbox
) -> None:
    good = operator.run("alert", "--test", MAIL_URL=mail_url(mailbox))
    site.answer(Answer(status=503), HOOK)
    bad = operator.run("alert", "--test", MAIL_URL=mail_url(mailbox))

    assert (good.returncode, good.stdout) == (0, "notify[0]: sent\nnotify[1]: sent\n")
    assert (bad.returncode, bad.stdout) == (1, "notify[0]: sent\n")
    assert bad.stderr.startswith("notify[1]: failed: json: ")
    assert [mail["Subject"] for mail in mailbox.mails] == ["ilofeed: this is a test"] * 2
    assert json.loads(site.requests[0].body)["message"].startswith("Sent by `ilofeed alert --test` on ")
    assert not (operator.folder / "ilofeed.db").exists()


def test_the_example_in_the_documentation_works(operator: Operator, site: Site, mailbox: Mailbox) -> None:
    page = (
        (Path(__file__).parents[2] / "docs" / "operations.md")
        .read_text(encoding="utf-8")
        .partition("## Alerts")[2]
    )
    example = page.partition("```toml\n")[2].partition("```")[0]
    assert "{file:/etc/ilofeed/chat}" in example
    operator.configure(example.replace("/etc/ilofeed/chat", "hook"))

    done = operator.run("alert", "--test", ALERTS_MAIL=mail_url(mailbox))

    assert (done.returncode, done.stdout) == (0, "notify[0]: sent\nnotify[1]: sent\n")
    assert (len(mailbox.mails), len(site.asked(HOOK))) == (1, 1)


def test_a_digest_that_is_due_is_mailed_by_the_next_run_of_cron(
    operator: Operator, site: Site, mailbox: Mailbox
) -> None:
    site.show(ilo_list(some(3)))
    operator.configure("[alerts]", 'notify = ["{env:MAIL_URL}"]', 'digest = "mon 08:00"')
    with closing(open_store("sqlite:///ilofeed.db", folder=operator.folder)) as store:
        store.digest(None, datetime.now(UTC) - timedelta(days=8), [])
    for _ in range(2):
        assert operator.run("fetch", "--once", MAIL_URL=mail_url(mailbox)).returncode == 0
    shown = operator.run("alert", "--digest", MAIL_URL=mail_url(mailbox))

    (mail,) = mailbox.mails
    assert mail["Subject"] == "ilofeed: digest: no new entries, all sources are ok"
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.endswith("(UTC): no new entries, all sources are ok.\n")


def test_messages_go_through_the_proxy_of_the_configuration(operator: Operator, site: Site) -> None:
    url = "http://chat.example/hook"
    site.answer(Answer(), url)
    config = (operator.folder / "config.toml").read_text().partition("[alerts]")[0]
    config = config.replace("[fetch]", f'[fetch]\nproxy = "{site.origin}"\nproxy_resolves = true')
    (operator.folder / "config.toml").write_text(config + '\n[alerts]\nnotify = ["json://chat.example/hook"]\n')

    done = operator.run("alert", "--test", no_proxy="*")

    assert (done.returncode, done.stdout) == (0, "notify[0]: sent\n"), done.stderr
    assert len(site.asked(url)) == 1


def test_a_test_without_a_channel_says_what_to_set(operator: Operator) -> None:
    operator.configure()

    done = operator.run("alert", "--test")

    assert done.returncode == 2
    assert "[alerts] names no channel; set notify, command or webhook in it" in done.stderr


def test_a_digest_that_is_not_configured_says_what_to_set(operator: Operator) -> None:
    operator.configure("[alerts]", 'command = ["true"]')

    done = operator.run("alert", "--digest")

    assert done.returncode == 2
    assert '[alerts] has no digest; set digest = "mon 08:00" in it' in done.stderr
    assert "name one of --test and --digest" in operator.run("alert").stderr


def test_check_names_the_addresses_that_cannot_be_used_and_shows_none(operator: Operator) -> None:
    operator.configure(
        "[alerts]", 'notify = ["{env:MAIL_URL}", "{file:hook}", "mqtts://user:hunter2@example.org/topic"]'
    )

    done = operator.run("check", MAIL_URL="smoke://user:hunter2@example.org")

    assert done.returncode == 2
    assert "alerts.notify[0]: smoke: Apprise knows no service 'smoke'" in done.stderr
    assert "alerts.notify[2]: mqtts: the service 'mqtts' needs more packages: " in done.stderr
    assert "notify[1]" not in done.stderr
    assert "hunter2" not in done.stdout + done.stderr
