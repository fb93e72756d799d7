"""Send notifications by Apprise in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fakes.certificates import Authority
from fakes.clock import START
from fakes.site import Answer, Site, serving
from ilofeed.core.errors import NotifyError
from ilofeed.core.state import Notification
from ilofeed.notify.apprise_url import AppriseUrl, Route, kind

TEXT = "news has failed 3 times in a row"
DOCUMENT = {"type": "ilofeed.test", "title": "this is a test", "text": TEXT, "data": {}}
LETTER = Notification(id="msg_1", way="notify[0]", at=START, document=json.dumps(DOCUMENT), due_at=START)
SECRETS = ("hunter2pass", "topic%2Fsecret", "topic/secret", "token-of-mine", "me-myself", "127.0.0.1")


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def channel(url: str, folder: Path, route: Route | None = None, *, timeout: float = 30) -> AppriseUrl:
    return AppriseUrl(url, folder=folder, route=route or Route(), timeout=timeout)


def problem(send: AppriseUrl) -> str:
    try:
        send(LETTER)
    except NotifyError as error:
        return str(error)
    return ""


def problems(channels: Sequence[AppriseUrl]) -> list[str]:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(problem, channels))


def test_a_message_arrives_by_the_proxy_and_the_certificates_of_the_configuration(
    site: Site, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    with serving(tls=authority.server()) as secure:
        secure.answer(Answer(), "/hook")
        site.answer(Answer(), "http://nowhere.example/hook")
        by_proxy = Route(proxies={"http_proxy": site.origin, "no_proxy": "127.0.0.1"})
        port = secure.origin.rpartition(":")[2]
        found = problems(
            [
                channel("json://nowhere.example/hook", tmp_path, by_proxy),
                channel(f"jsons://localhost:{port}/hook", tmp_path, Route(certificates=(str(authority.root),))),
                channel(f"jsons://localhost:{port}/hook", tmp_path),
            ]
        )

    assert found[:2] == ["", ""]
    assert "CERTIFICATE_VERIFY_FAILED" in found[2]
    for request in (*site.requests, *secure.requests):
        assert json.loads(request.body)["title"] == "ilofeed: this is a test"
        assert json.loads(request.body)["message"] == TEXT


def test_no_part_of_the_address_is_in_an_error(site: Site, tmp_path: Path) -> None:
    host = site.origin.partition("://")[2]
    site.answer(Answer(status=500, body=b"token-of-mine is wrong"), "/topic/secret/token-of-mine")
    found = problems(
        [
            channel(f"json://me-myself:hunter2pass@{host}/topic%2Fsecret/token-of-mine", tmp_path),
            channel("json://me-myself:hunter2pass@127.0.0.1:1/topic%2Fsecret/token-of-mine", tmp_path),
            channel("mailto://me-myself:hunter2pass@127.0.0.1:1?mode=insecure", tmp_path),
            channel("smoke://me-myself:hunter2pass@127.0.0.1:1/token-of-mine", tmp_path),
        ]
    )

    assert [text.partition(":")[0] for text in found] == ["json", "json", "mailto", "smoke"]
    assert [text for text in found if any(secret in text for secret in SECRETS)] == []


def test_a_service_that_does_not_answer_is_given_up(site: Site, tmp_path: Path) -> None:
    site.hold()
    try:
        with pytest.raises(NotifyError, match="json took longer than 1 seconds"):
            channel(site.origin.replace("http", "json"), tmp_path, timeout=1)(LETTER)
    finally:
        site.release()


def test_no_letter_of_a_password_is_in_the_reason_why_an_address_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotifyError, match="Could not load") as caught:
        channel("mailto://user:Zebra0Q@127.0.0.1:1?mode=insecure&to=me@example.org", tmp_path).check()

    assert str(caught.value).endswith("mailto://***")


def test_files_of_the_folder_are_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "apprise.py").write_text("raise SystemExit('the wrong one')")

    with pytest.raises(NotifyError, match="Apprise knows no service 'smoke'"):
        channel("smoke://example.org", tmp_path).check()


@pytest.mark.parametrize(
    ("events", "expected"),
    [(["failing", "well"], "warning"), (["well"], "success"), (None, "info")],
)
def test_problems_and_recoveries_are_of_other_kinds(events: list[str] | None, expected: str) -> None:
    data = {} if events is None else {"alerts": [{"event": event} for event in events]}

    assert kind({"data": data}) == expected
