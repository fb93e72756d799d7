"""Sites that refuse the program: the requests they get, the meaning of their answers, the schedule."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from fakes.clock import START, FakeClock
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import Answer, Site, serving
from ilofeed import __version__
from ilofeed.config import loader
from ilofeed.core.errors import ConfigError, FetchError
from ilofeed.core.models import Source
from ilofeed.core.state import Outcome, SourceState
from ilofeed.decide import refusals
from ilofeed.decide.health import health
from ilofeed.decide.schedule import next_due
from ilofeed.fetch.client import Fetcher
from ilofeed.fetch.failures import refusal
from ilofeed.fetch.user_agent import default_user_agent

HOUR = timedelta(hours=1)
NEWS = Source(slug="news", url="https://www.ilo.org/resource/news", interval=timedelta(minutes=1))
REFUSED = SourceState(slug="news", outcome=Outcome.FAILED, reason="status_403", failures=1, last_poll=START)
# Our own words, with the mark of one usual product.
CHALLENGE = b"<html><body><p>One moment</p><script>window._cf_chl_opt={}</script></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(5)))
        yield site


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)


def refused(site: Site, answer: Answer) -> FetchError:
    """Return the error that results from *answer*."""
    site.answer(answer)
    with (
        Fetcher(FakeClock(), allow_private=("127.0.0.1",)) as client,
        pytest.raises(FetchError) as caught,
    ):
        client.prepare(site.url)()
    return caught.value


@pytest.mark.parametrize(
    ("contact", "part"),
    [
        ("ops@example.org", "; +ops@example.org"),
        ("https://example.org/bot", "; +https://example.org/bot"),
        ("  +https://example.org/bot ", "; +https://example.org/bot"),
        ("Ops (night; day)\\ ops@example.org", "; +Ops night day ops@example.org"),
        ("https://exämple.org/über uns", "; +https://xn--exmple-cua.org/%C3%BCber%20uns"),
        ("jürg@example.org", "; +j%C3%BCrg@example.org"),
        ("https://", "; +https://"),
        ("", ""),
        (" ( ; ) ", ""),
    ],
)
def test_the_user_agent_has_the_form_of_known_crawlers_and_names_whom_to_write_to(contact: str, part: str) -> None:
    assert default_user_agent(contact) == f"Mozilla/5.0 (compatible; ilofeed/{__version__}{part})"


def test_the_operator_can_set_the_user_agent(operator: Operator, site: Site) -> None:
    text = (operator.folder / "config.toml").read_text()
    own = "ilofeed (a test; +ops@example.org)"
    (operator.folder / "config.toml").write_text(text.replace("[fetch]", f'[fetch]\nuser_agent = "{own}"'))

    operator.poll()

    assert {request.headers["User-Agent"] for request in site.requests} == {own}


@pytest.mark.parametrize(
    "own",
    ["Mozilla/5.0 (X11; Linux)", "notilofeed/1.0", "ilofeeder/1.0", "ilofeed\\n", "ilofeed é", "ilofeed" * 50],
)
def test_a_user_agent_that_hides_the_program_is_an_error(own: str) -> None:
    with pytest.raises(ConfigError, match=r"fetch\.user_agent is .*; allowed is .*'ilofeed'"):
        loader.parse(f'[fetch]\nuser_agent = "{own}"\n')


def test_a_user_agent_may_name_the_program_in_any_place() -> None:
    own = "Example-Library/2 ilofeed/1.0 (+https://example.org)"

    assert loader.parse(f'[fetch]\nuser_agent = "{own}"\n').fetch.user_agent == own


@pytest.mark.parametrize("status", [202, 401, 403, 405, 429, 503])
@pytest.mark.parametrize("gzipped", [False, True])
def test_a_page_that_asks_for_a_browser_is_a_challenge_whatever_its_status(
    site: Site, status: int, *, gzipped: bool
) -> None:
    error = refused(site, Answer(status=status, body=CHALLENGE, gzipped=gzipped))

    assert (error.reason, error.status) == ("challenge", status)


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (202, {"x-amzn-waf-action": "challenge"}, "challenge"),
        (405, {"x-amzn-waf-action": "captcha"}, "challenge"),
        (403, {"x-amzn-waf-action": "block"}, "status_403"),
        (404, {}, "status_404"),
    ],
)
def test_headers_tell_a_challenge_from_other_answers(
    site: Site, status: int, headers: dict[str, str], reason: str
) -> None:
    body = CHALLENGE if status == 404 else b""

    assert refused(site, Answer(status=status, headers=headers, body=body)).reason == reason


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_refused_address_of_the_ilos_old_site_is_named_as_one(status: int) -> None:
    error = refusal("https://www.ilo.org/asia/news/lang--en/index.htm", httpx.Response(status), None)

    assert error.reason == f"status_{status}"
    assert "before April 2024: `ilofeed add ilo` shows the lists of today" in str(error)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://www.ilo.org/resource/news", 404),
        ("https://www.example.org/news/lang--en/index.htm", 404),
        ("https://www.ilo.org/asia/news/lang--en/index.htm", 500),
    ],
)
def test_nothing_else_is_named_an_address_of_the_ilos_old_site(url: str, status: int) -> None:
    assert "April 2024" not in str(refusal(url, httpx.Response(status), None))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=403, body=b"<p>Forbidden</p>"),
        Answer(status=403, body=b"x" * 300_000 + CHALLENGE),
        Answer(status=403, body=b"no gzip", headers={"Content-Encoding": "gzip"}),
        Answer(status=403, body=gzip.compress(CHALLENGE)[:20], headers={"Content-Encoding": "gzip"}),
        Answer(raw=b"HTTP/1.1 403 Forbidden\r\nContent-Length: 900\r\n\r\n<p>"),
    ],
    ids=["plain", "much", "no gzip", "half gzip", "cut off"],
)
def test_whatever_comes_with_403_it_is_a_refusal(site: Site, answer: Answer) -> None:
    error = refused(site, answer)

    assert (error.reason, error.status) == ("status_403", 403)


def test_a_challenge_keeps_what_the_server_wants_of_the_next_request(site: Site) -> None:
    error = refused(site, Answer(status=503, body=CHALLENGE, headers={"Retry-After": "7200"}))

    assert error.reason == "challenge"
    assert error.not_before == FakeClock().now() + 2 * HOUR


@pytest.mark.parametrize("reason", ["status_401", "status_403", "challenge"])
def test_a_site_that_refused_is_asked_an_hour_later_then_ever_more_rarely(reason: str) -> None:
    states = [replace(REFUSED, reason=reason, failures=failures) for failures in range(1, 9)]

    waits = [next_due(NEWS, state, START) - START for state in states]

    for wait, hours in zip(waits, [1, 2, 4, 8, 16, 24, 24, 24], strict=True):
        assert hours * HOUR <= wait <= hours * HOUR * 1.1 + timedelta(minutes=5)


@pytest.mark.parametrize("cron", ["* * * * *", "20 * * * *", "50 9 * * *"])
def test_a_refusal_leaves_out_times_of_a_cron_expression_within_an_hour(cron: str) -> None:
    source = replace(NEWS, cron=cron)

    at = next_due(source, REFUSED, START)
    assert at >= START + HOUR
    assert at <= START + timedelta(days=1, hours=1)


def test_other_failures_are_asked_again_as_before() -> None:
    state = replace(REFUSED, reason="status_500")

    assert next_due(NEWS, state, START) <= START + timedelta(minutes=2)


def test_a_quarantined_or_good_poll_is_no_refusal() -> None:
    for outcome in (Outcome.QUARANTINED, Outcome.UNCHANGED, Outcome.SKIPPED, None):
        assert not refusals.is_refused(replace(REFUSED, outcome=outcome))


def test_a_refusal_is_explained_by_whether_the_site_let_us_in_before() -> None:
    before = health(NEWS, replace(REFUSED, last_success=START - HOUR), START).advice
    never = health(NEWS, REFUSED, START).advice

    assert "It did until 2026-11-23 08:30 UTC, so this may be temporary." in before
    assert "It has not done so before either." in never
    assert all("ilofeed.contact" in text for text in (before, never))
    assert health(NEWS, replace(REFUSED, reason="status_500"), START).advice == ""


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("status_401", "The site wants a login. If you have one, send it as headers or cookies of [source.fetch]"),
        ("status_403", "The site does not let this program in"),
        ("challenge", "ilofeed does not pretend to be one"),
        ("status_429", "set a longer interval, and a longer min_delay"),
    ],
)
def test_the_advice_says_what_may_help_and_names_the_contact(reason: str, words: str) -> None:
    advice = health(NEWS, replace(REFUSED, reason=reason), START).advice

    assert words in advice
    assert "set ilofeed.contact" in advice


def test_403_on_a_page_that_worked_is_explained_and_ends_by_itself(operator: Operator, site: Site) -> None:
    operator.poll()
    site.answer(Answer(status=403, body=b"<p>Forbidden</p>"))
    operator.poll("--force", status=1)

    shown = operator.run("status", "news")
    document = json.loads(operator.run("status", "--json").stdout)["sources"][0]
    checked = operator.run("check", "--online")

    assert shown.returncode == checked.returncode == 1
    for text in (shown.stdout, document["advice"], checked.stderr):
        assert "The site does not let this program in. It did until " in text
    assert (document["reason"], document["entries"]) == ("status_403", 5)

    site.show(ilo_list(some(6)))
    assert operator.poll("news")["new"] == 1
    assert json.loads(operator.run("status", "--json").stdout)["sources"][0]["advice"] is None


@pytest.mark.parametrize("status", [200, 403])
def test_a_challenge_is_never_read_as_an_emptied_list(operator: Operator, site: Site, status: int) -> None:
    operator.poll()
    feed = (operator.folder / "feeds" / "news.json").read_bytes()
    site.answer(Answer(status=status, body=CHALLENGE))

    report = operator.poll(status=1)

    assert report["reason"] == "challenge"
    shown = operator.run("status", "news")
    assert "asks for a browser" in shown.stdout
    assert "withdrawn" not in shown.stdout
    assert (operator.folder / "feeds" / "news.json").read_bytes() == feed
