"""How often sources are polled, as a configuration says it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError
from ilofeed.core.models import Source


def read(general: str, own: str = "") -> Source:
    text = f'[ilofeed]\n{general}\n[[source]]\nslug = "news"\nurl = "https://example.org/"\n{own}\n'
    return parse(text).sources[0]


def test_a_fixed_interval_is_read() -> None:
    source = read('interval = "2h"')

    assert (source.interval, source.longest, source.cron) == (timedelta(hours=2), None, "")


def test_auto_is_between_its_limits() -> None:
    source = read('interval = "auto"\nmin_interval = "10m"\nmax_interval = "2d"')

    assert (source.interval, source.longest) == (timedelta(minutes=10), timedelta(days=2))


def test_a_source_can_be_auto_alone_and_steady_alone() -> None:
    assert read("", 'interval = "auto"').longest == timedelta(days=1)
    assert read('interval = "auto"', 'interval = "1h"').longest is None


def test_a_cron_expression_is_in_the_time_zone_of_the_file() -> None:
    source = read('timezone = "Europe/Zurich"', 'cron = "30 7 * * 1-5"')

    assert (source.cron, source.timezone) == ("30 7 * * 1-5", "Europe/Zurich")


@pytest.mark.parametrize(
    ("general", "own", "words"),
    [
        ('min_interval = "2d"', "", ["ilofeed.min_interval is '2d'", "longer than", "'1d'"]),
        ('timezone = "Europe/Bern"', "", ["ilofeed.timezone is 'Europe/Bern'", "IANA"]),
        ('timezone = "../../etc/passwd"', "", ["ilofeed.timezone is '../../etc/passwd'"]),
        ('timezone = "Europe"', "", ["ilofeed.timezone is 'Europe'"]),
        ('interval = "40d"', "", ["ilofeed.interval is '40d'", "from 1s to 30d"]),
        ('interval = "often"', "", ["ilofeed.interval is 'often'", "'auto'"]),
        ("", 'cron = "30 7 * *"', ["source news: cron is '30 7 * *'", "five"]),
        ("", 'cron = "61 7 * * *"', ["source news: cron is '61 7 * * *'", "crontab(5)"]),
        ("", 'cron = "0 0 30 2 *"', ["source news: cron is '0 0 30 2 *'"]),
        ("", 'cron = "30 7 * * *"\ninterval = "1h"', ["source news: has both interval and cron"]),
    ],
)
def test_a_mistake_names_key_what_was_found_and_what_is_allowed(general: str, own: str, words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        read(general, own)

    for each in ("config.toml", *words):
        assert each in str(caught.value)
