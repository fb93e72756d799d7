"""How the operator wants to be told, as a configuration says it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ilofeed.config.alerts import Alerts
from ilofeed.config.loader import parse
from ilofeed.core import secrets
from ilofeed.core.errors import ConfigError
from ilofeed.core.weekly import WeeklyTime


def read(text: str, *, allow: str = "") -> Alerts:
    return parse(f"[fetch]\nallow_private = [{allow}]\n[alerts]\n{text}", folder=Path("/etc/ilofeed")).alerts


def test_without_a_channel_there_are_no_alerts() -> None:
    assert read("").ways == ()
    assert read("after = 9").ways == ()


def test_both_ways() -> None:
    found = read('command = ["tell", "me"]\nwebhook = "https://example.org/a"\nsecret_file = "key"\nafter = 5')

    assert found == Alerts(
        command=("tell", "me"), webhook="https://example.org/a", secret_file=Path("/etc/ilofeed/key"), after=5
    )
    assert found.ways == ("command", "webhook")


def test_apprise_urls_are_channels_whose_names_have_no_part_of_them() -> None:
    found = read('notify = ["mailtos://me:pw@example.org", "ntfys://topic"]')

    assert found.notify == ("mailtos://me:pw@example.org", "ntfys://topic")
    assert found.ways == ("notify[0]", "notify[1]")


def test_apprise_urls_and_their_passwords_are_hidden_without_a_placeholder_too() -> None:
    read('notify = ["mailtos://me:hunter22@example.org?to=a"]')

    assert secrets.hide("mailtos://me:hunter22@example.org?to=a: hunter22 is wrong") == "***: *** is wrong"


def test_a_webhook_may_be_unsigned_where_that_is_asked_for() -> None:
    found = read('webhook = "https://example.org/a"\nwebhook_unsigned = true')

    assert (found.webhook, found.secret_file) == ("https://example.org/a", None)


def test_the_digest_is_at_a_time_of_the_configured_zone() -> None:
    text = '[ilofeed]\ntimezone = "Europe/Zurich"\n[alerts]\ncommand = ["tell"]\ndigest = "sun 18:05"'

    assert parse(text).alerts.digest == WeeklyTime(weekday=6, hour=18, minute=5, timezone="Europe/Zurich")


def test_apprise_urls_without_apprise_are_an_error_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)

    with pytest.raises(ConfigError, match=r"alerts\.notify needs more packages: .* install 'ilofeed\[alerts\]'"):
        read('notify = ["ntfys://topic"]')


@pytest.mark.parametrize("allow", ['"hooks.lan"', '"10.0.0.0/8"', '"10.1.2.3"'])
def test_plain_http_is_for_hosts_of_ones_own(allow: str) -> None:
    host = "hooks.lan" if "hooks" in allow else "10.1.2.3"

    assert read(f'webhook = "http://{host}/a"\nsecret_file = "key"', allow=allow).webhook == f"http://{host}/a"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('command = "tell"', "alerts.command is 'tell'"),
        ('command = [""]', "alerts.command is ['']"),
        ('webhook = "https://example.org/T0/secret"', "alerts.webhook needs alerts.secret_file"),
        ('webhook = "http://example.org/"\nsecret_file = "key"', "alerts.webhook is no https address"),
        ('webhook = "https://me:pw@example.org/"\nsecret_file = "key"', "alerts.webhook is no https address"),
        ('webhook = "http://10.1.2.3/"\nsecret_file = "key"', "alerts.webhook is no https address"),
        ('webhook = "https://example.org/"\nsecret_file = "key"\nwebhook_unsigned = true', "take one of them out"),
        ("webhook_unsigned = true", "alerts.webhook_unsigned has no effect"),
        ('notify = ["user:pw@example.org"]', "alerts.notify[0] is no address of Apprise"),
        (
            'notify = ["json://a.example/", "json://b.example/T0 json://c.example/"]',
            "alerts.notify[1] is no address",
        ),
        (
            'notify = ["json://user:pw@a.example/", "json://user:pw@a.example/"]',
            "alerts.notify has the same address",
        ),
        ('notify = "json://user:pw@a.example/T0"', "alerts.notify is of another type; allowed is a list"),
        ('notify = [["json://user:pw@a.example/T0"]]', "alerts.notify[0] is of another type; allowed is a string"),
        ('webhook = ["https://example.org/T0"]', "alerts.webhook is of another type; allowed is a string"),
        ('digest = "mon 08:00"', "alerts.digest has no effect without"),
        (
            'command = ["tell"]\ndigest = "monday 8:00"',
            "alerts.digest is 'monday 8:00'; allowed is a weekday",
        ),
        ('command = ["tell"]\ndigest = "mon 24:00"', "alerts.digest is 'mon 24:00'"),
        ("after = 0", "alerts.after is 0"),
    ],
)
def test_a_mistake_names_the_key_and_no_address_that_may_be_a_secret(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)

    assert words in str(caught.value)
    assert "T0" not in str(caught.value)
    assert "pw" not in str(caught.value)
