"""Send messages by Apprise to real receivers on loopback: mail, HTTP, and a chat that reads Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import apprise
import pytest
from msgspec.structs import replace

from fakes.mailbox import Mailbox, receiving
from fakes.site import Answer, Site, serving
from ilofeed.notify.apprise_process import Job, deliver, give_time

# Apprise imports a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

TEXT = (
    "news has failed 3 times in a row: **bold** <b>tag</b> [link](https://evil.example/) `code` _x_\nsecond line"
)
JOB = Job(url="", title="ilofeed: news is failing", text=TEXT, kind="warning")
HOOK = "/topic/token-of-the-hook"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with receiving() as found:
        yield found


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        found.answer(Answer(status=200, body=b"{}", content_type="application/json"), HOOK)
        yield found


def at(site: Site, scheme: str, path: str = HOOK) -> str:
    return f"{scheme}://{site.origin.partition('://')[2]}{path}"


def mail_to(mailbox: Mailbox, *people: str) -> str:
    return f"mailto://127.0.0.1:{mailbox.port}?mode=insecure&from=feeds@example.org&to={','.join(people)}"


def test_a_mail_is_plain_text_with_the_title_as_its_subject(mailbox: Mailbox) -> None:
    assert deliver(replace(JOB, url=mail_to(mailbox, "me@example.org"))) == ""

    (mail,) = mailbox.mails
    assert (mail["Subject"], mail["From"], mail["To"]) == (
        "ilofeed: news is failing",
        "feeds@example.org",
        "me@example.org",
    )
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().splitlines() == TEXT.split("\n")


def test_a_service_gets_the_text_and_its_kind(site: Site) -> None:
    assert deliver(replace(JOB, url=at(site, "json"))) == ""

    (request,) = site.requests
    found = json.loads(request.body)
    assert (found["title"], found["message"], found["type"]) == (JOB.title, TEXT, "warning")


def to_chat(site: Site) -> str:
    """The address of a Rocket.Chat, whose messages are Markdown."""
    hook = "/hooks/abcdefgh/0123456789abcdefghij"
    site.answer(Answer(status=200, body=b"{}", content_type="application/json"), hook)
    return f"rocket://abcdefgh%2F0123456789abcdefghij@{site.origin.partition('://')[2]}/#feeds"


def test_a_chat_that_reads_markdown_shows_the_text_as_it_is(site: Site) -> None:
    assert deliver(replace(JOB, url=to_chat(site))) == ""

    (request,) = site.requests
    shown = json.loads(request.body)["text"]
    assert r"\*\*bold\*\*" in shown
    assert r"\[link\]" in shown
    assert r"\`code\`" in shown


def test_a_long_message_is_one_that_the_service_takes(site: Site) -> None:
    text = "\n".join(f"source-{number}: {'*' * 50}" for number in range(200))

    assert deliver(replace(JOB, url=to_chat(site), text=text)) == ""

    (request,) = site.requests
    shown = json.loads(request.body)["text"]
    assert len(shown) <= 1000
    assert "more lines, too long for this service" in shown


def test_the_parts_of_a_long_message_are_sent_where_the_address_asks_for_that(site: Site) -> None:
    text = "\n".join(f"source-{number} has failed {'x' * 60}" for number in range(700))

    assert deliver(replace(JOB, url=at(site, "json", f"{HOOK}?overflow=split"), text=text)) == ""

    parts = [json.loads(request.body)["message"] for request in site.requests]
    assert len(parts) == 2
    assert "\n".join(parts).count("source-") == 700


def test_nothing_in_the_text_is_replaced_and_no_picture_is_loaded_from_elsewhere(site: Site) -> None:
    site.answer(Answer(status=200, body=b"ok"), "/hooks/abcdefgh")

    assert deliver(replace(JOB, url=at(site, "json", f"{HOOK}?emojis=yes"), text=r":smile: \n \u0041")) == ""
    assert deliver(replace(JOB, url=at(site, "mmost", "/abcdefgh?image=yes"))) == ""

    as_json, chat = (json.loads(request.body) for request in site.requests)
    assert as_json["message"] == r":smile: \n \u0041"
    assert "icon_url" not in chat
    assert chat["username"] == "ilofeed"


@pytest.mark.parametrize(
    ("more", "expected"),
    [("", (30, 30)), ("?rto=100", (30, 100)), ("?cto=7&rto=9", (7, 9)), ("?other=cto", (30, 30))],
)
def test_a_service_has_time_to_answer(more: str, expected: tuple[float, float]) -> None:
    url = f"json://example.org/{more}"
    service = apprise.Apprise.instantiate(url)
    assert service
    give_time(service, url)

    assert service.request_timeout == expected


def test_a_redirect_is_no_success(site: Site) -> None:
    site.answer(Answer(status=301, headers={"Location": f"{site.origin}/elsewhere"}), HOOK)
    site.answer(Answer(), "/elsewhere")

    assert "error=301" in deliver(replace(JOB, url=at(site, "json")))


@pytest.mark.parametrize("status", [403, 500])
def test_a_refusal_is_explained(site: Site, status: int) -> None:
    site.answer(Answer(status=status), HOOK)

    assert f"error={status}" in deliver(replace(JOB, url=at(site, "json")))


def test_a_recipient_who_is_refused_is_a_failure(mailbox: Mailbox) -> None:
    mailbox.refused = {"gone@example.org"}

    problem = deliver(replace(JOB, url=mail_to(mailbox, "gone@example.org")))

    assert "nobody here of that name" in problem


def test_a_service_that_cannot_be_reached_is_explained() -> None:
    assert "Connection refused" in deliver(replace(JOB, url="json://127.0.0.1:1/"))


def test_every_address_in_the_documentation_is_one_of_apprise() -> None:
    section = (
        (Path(__file__).parents[2] / "docs" / "operations.md")
        .read_text(encoding="utf-8")
        .partition("## Alerts")[2]
    )
    found = re.findall(r"^\| .*? \| `(\w+://[^`]*)`", section.partition("## ")[0], flags=re.MULTILINE)

    assert len(found) == 6
    assert {url: deliver(Job(url=url)) for url in found} == dict.fromkeys(found, "")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("json://example.org/token", ""),
        ("mailtos://me:password@example.org", ""),
        ("smoke://example.org", "Apprise knows no service 'smoke'"),
        ("mqtt://example.org/topic", "the service 'mqtt' needs more packages: "),
        ("mailtos://me:password@example.org?to=nobody", "Dropped invalid To email (nobody) specified."),
        ("tgram://bogus", "Unparseable Telegram URL"),
    ],
)
def test_an_address_is_checked_without_a_request(url: str, problem: str) -> None:
    found = deliver(Job(url=url))

    assert found.startswith(problem)
    assert bool(found) is bool(problem)
