"""A page in the browser reaches only permitted addresses, through the proxy, and opens, stores and starts nothing."""

from __future__ import annotations

import json
import socket
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from end_to_end.browser.rendering import Rendering, chromium, rendering
from fakes.site import LIST_PATH, Answer, serving
from ilofeed.core.errors import FetchError
from ilofeed.core.request_settings import RequestSettings

# Tries each of `attempts` and writes what became of it.
_TRY = """
<ol></ol><script>
  async function attempt(name, work) {
    let result
    try { result = await work() } catch (error) { result = error.name }
    document.querySelector("ol").insertAdjacentHTML("beforeend", `<li>${name}: ${result}</li>`)
  }
  (async () => { %s })()
</script>
"""


@pytest.fixture
def shop() -> Iterator[Rendering]:
    with rendering() as made:
        yield made


def test_no_way_leads_to_an_address_that_is_not_permitted(shop: Rendering) -> None:
    with serving("127.0.0.2") as secret, closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as stun:
        secret.show("secret", "/secret")
        stun.bind(("127.0.0.1", 0))
        stun.settimeout(0)
        port, stun_port = secret.origin.rpartition(":")[2], stun.getsockname()[1]
        shop.show(
            f'<link rel="preconnect" href="{secret.origin}"><link rel="prefetch" href="{secret.origin}/secret">'
            f'<iframe src="{secret.origin}/secret"></iframe><iframe src="file:///etc/passwd"></iframe>'
            f'<script src="{secret.origin}/secret"></script><a ping="{secret.origin}/secret" href="#">ping</a>'
            + _TRY
            % f"""
            for (const url of ["{secret.origin}/secret", "http://localhost:{port}/secret", "http://[::1]:{port}/",
                "http://2130706434:{port}/secret", "file:///etc/passwd", "chrome://version"])
              await attempt("fetch " + new URL(url).protocol, async () => (await fetch(url, {{mode: "no-cors"}})).type)
            await attempt("beacon", () => navigator.sendBeacon("{secret.origin}/secret", "a"))
            await attempt("socket", () => new Promise(resolve => {{
              const socket = new WebSocket("ws://127.0.0.2:{port}/secret")
              socket.onopen = () => resolve("open")
              socket.onerror = () => resolve("refused")
            }}))
            await attempt("webrtc", () => new Promise(resolve => {{
              const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{stun_port}"}}]}})
              peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve("gathered")
              peer.createDataChannel("a")
              peer.createOffer().then(offer => peer.setLocalDescription(offer))
            }}))
            document.querySelector("a").click()
            """
        )

        html = shop.html(wait_for="li:nth-child(9)")

        with pytest.raises(BlockingIOError):
            stun.recv(1)
        assert (secret.requests, secret.connections) == ([], 0)
    assert "root:" not in html
    assert "<li>socket: refused</li>" in html
    assert "<li>webrtc: gathered</li>" in html


def test_names_are_looked_up_by_the_proxy_alone(shop: Rendering, tmp_path: Path) -> None:
    log, wrapper = tmp_path / "net.log", tmp_path / "chromium"
    wrapper.write_text(f'#!/bin/sh\nexec {chromium()} --log-net-log={log} "$@"\n')
    wrapper.chmod(0o755)
    shop.show(
        '<link rel="dns-prefetch" href="//prefetched.example"><link rel="preconnect" href="https://connected.example">'
        + _TRY
        % """
        await attempt("webrtc", () => new Promise(resolve => {
          const urls = ["stun:stun.example", "turn:turn.example?transport=tcp"]
          const peer = new RTCPeerConnection({iceServers: [{urls, username: "a", credential: "b"}]})
          peer.onicegatheringstatechange = () => peer.iceGatheringState === "complete" && resolve("gathered")
          peer.createDataChannel("a")
          peer.createOffer().then(offer => peer.setLocalDescription(offer))
        }))
        await attempt("fetch", () => fetch("https://fetched.example/"))
        """
        + "<script>for (let i = 0; i < 40; i++) fetch('/data.json')</script>"
    )

    shop.page(program=str(wrapper), wait_for="li:nth-child(2)")

    events = net_log(log)
    connected = {
        each["params"]["address"] for each in events["TCP_CONNECT_ATTEMPT"] if "address" in each["params"]
    }
    assert {address.partition(":")[0] for address in connected} == {"127.0.0.1"}
    assert len(connected) == 1
    assert not [name for name in events if name.startswith(("DNS_TRANSACTION", "HOST_RESOLVER_SYSTEM"))]
    assert "UDP_BYTES_SENT" not in events


def net_log(path: Path) -> Mapping[str, list[Any]]:
    """Return the events of Chromium's log of its network, by type. The log ends where Chromium was killed."""
    first, _, *lines = path.read_text().splitlines()
    names = {
        number: name for name, number in json.loads(first.partition(":")[2].rstrip(","))["logEventTypes"].items()
    }
    events = defaultdict(list)
    for line in lines:
        if line.endswith("},"):
            event = json.loads(line.rstrip(","))
            events[names[event["type"]]].append({"params": {}} | event)
    return events


def test_no_window_frame_worker_download_dialog_or_permission_is_had(shop: Rendering) -> None:
    for path in ("/window", "/frame", "/form"):
        shop.site.show("other", path)
    shop.site.answer(
        Answer(body=b"a", headers={"Content-Disposition": "attachment"}, content_type="application/zip"),
        "/download",
    )
    shop.site.answer(Answer(body=b"", content_type="text/javascript"), "/worker.js")
    shop.show(
        '<a href="/window" target="_blank">window</a><a href="/download" download>download</a>'
        '<iframe src="/frame"></iframe>'
        + _TRY
        % """
        await attempt("open", () => window.open("/window"))
        for (const link of document.links) link.click()
        await attempt("alert", () => alert("a"))
        await attempt("confirm", () => confirm("a"))
        await attempt("prompt", () => prompt("a"))
        await attempt("notification", () => Notification.requestPermission())
        await attempt("place", () => new Promise((yes, no) => navigator.geolocation.getCurrentPosition(yes, no)))
        await attempt("worker", () => navigator.serviceWorker.register("/worker.js"))
        """
    )

    html = shop.html(wait_for="li:nth-child(7)")

    assert "<li>confirm: false</li><li>prompt: null</li><li>notification: denied</li>" in html
    assert {each.path for each in shop.site.requests} == {LIST_PATH, "/robots.txt", "/download"}


def test_scripts_load_with_the_cookies_of_the_source_and_documents_alone_with_its_headers(shop: Rendering) -> None:
    shop.request = RequestSettings(
        headers=(("X-Key", "s3cr3t"),),
        cookies=(("login", "yes"),),
        user_agent="ilofeed tests",
        accept_language="fr",
    )
    shop.show("""<p></p><script>
        fetch("/data.json")
        document.querySelector("p").textContent = `cookies: ${document.cookie}`
        fetch("/closed")
    </script>""")
    shop.data("{}", "/data.json")
    shop.site.answer(Answer(status=401, headers={"WWW-Authenticate": 'Basic realm="a"'}), "/closed")

    html = shop.html()

    (document,), (data,) = shop.site.asked(), shop.site.asked("/data.json")
    assert (document.headers["X-Key"], document.headers["Cookie"]) == ("s3cr3t", "login=yes")
    assert "X-Key" not in data.headers
    assert (data.headers["Cookie"], data.headers["User-Agent"]) == ("login=yes", "ilofeed tests")
    assert (data.headers["Accept-Language"], data.headers["sec-ch-ua-platform"]) == ("fr", '"Linux"')
    # An empty name and password: those of the proxy are for the proxy alone, and there is no user to ask.
    assert [each.headers.get("Authorization") for each in shop.site.asked("/closed")] == [None, "Basic Og=="]
    assert "<p>cookies: </p>" in html


def test_cookies_of_documents_and_scripts_are_sent_with_data_and_further_documents_to_their_host(
    shop: Rendering,
) -> None:
    shop.site.answer(
        Answer(
            body=b"<script>document.cookie = 'own=3; path=/'; location = '/next'</script>",
            headers={"Set-Cookie": "session=1; HttpOnly; Path=/"},
        )
    )
    shop.site.answer(
        Answer(
            body=b"<title></title><script>document.title = document.cookie; fetch('/data.json')</script>",
            headers={"Set-Cookie": "token=2; Path=/"},
        ),
        "/next",
    )
    shop.data("{}", "/data.json")

    html = shop.html()

    (document,), (data,) = shop.site.asked("/next"), shop.site.asked("/data.json")
    assert set(document.headers["Cookie"].split("; ")) == {"session=1", "own=3"}
    assert set(data.headers["Cookie"].split("; ")) == {"session=1", "own=3", "token=2"}
    assert "<title>own=3; token=2</title>" in html


@pytest.mark.parametrize(
    ("target", "reason", "message"),
    [
        ("http://localhost/", "redirect", "another site"),
        ("/forbidden", "robots", "asks programs to leave"),
        ("/missing", "status_404", "404"),
        ("about:blank", "redirect", "no page"),
        ("/data.json", "not_html", "which is 'application/json', not a page"),
        ("javascript:history.replaceState(0, ``, `/` + `a`.repeat(3000))", "redirect", "no http or https address"),
    ],
)
def test_a_page_that_leads_to_no_page_of_its_own_is_refused(
    shop: Rendering, target: str, reason: str, message: str
) -> None:
    shop.rules("User-agent: *\nDisallow: /forbidden\n")
    shop.data("{}", "/data.json")
    shop.show(f"<script>location = '{target}'</script>")

    with pytest.raises(FetchError, match=message) as caught:
        shop.page()

    assert caught.value.reason == reason
    assert shop.site.asked("/forbidden") == []


def test_a_page_that_leads_on_is_read_where_its_redirects_end_as_utf_8_if_it_is(shop: Rendering) -> None:
    shop.show("<script>location = '/old'</script>")
    shop.site.answer(Answer(status=302, headers={"Location": "/new"}), "/old")
    shop.site.answer(
        Answer(body="<p>héré</p><script>location = '#here'</script>".encode(), content_type="text/html"), "/new"
    )

    page = shop.page()

    assert page.url == f"{shop.site.origin}/new"
    assert "<p>héré</p>" in page.body.decode()


def test_a_page_that_leads_on_without_an_end_is_refused(shop: Rendering) -> None:
    shop.show("<script>location.reload()</script>")

    with pytest.raises(FetchError, match="lead on more than 4 times"):
        shop.page()


def test_a_page_that_wants_much_memory_does_not_get_it(shop: Rendering) -> None:
    # No byte is written, so none of the memory is really used.
    shop.show("""<p></p><script>
        const kept = []
        try {
          for (let i = 0; i < 20; i++) kept.push(new ArrayBuffer(100_000_000))
        } catch {
          document.querySelector("p").textContent = `refused after ${kept.length}`
        }
    </script>""")

    html = shop.html()

    assert any(f"<p>refused after {count}</p>" in html for count in range(4, 11))


def test_a_browser_that_takes_more_memory_than_all_its_processes_may_is_ended(shop: Rendering) -> None:
    shop.show("<p></p>")

    with pytest.raises(FetchError, match="needs more than 50 MB of memory in a browser") as caught:
        shop.page(wait_for="never", max_memory=50 << 20)

    assert caught.value.reason == "too_large"
