"""Fake servers that record requests, and a polite fetcher of them on a fake clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import parse_qsl

from fakes.clock import FakeClock
from ilofeed.core.errors import FetchError
from ilofeed.core.models import NotModified, Page
from ilofeed.core.protocols import Store
from ilofeed.fetch.politeness import PoliteFetcher, Politeness
from ilofeed.fetch.redirects import Redirect

URL = "https://www.ilo.org/list"
ROBOTS = "https://www.ilo.org/robots.txt"
PAGE = Page(url=URL, body=b"<p>news</p>")
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Origin:
    """Fake servers that record the time of each request."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self.answers: dict[str, Page | FetchError | str] = {
            ROBOTS: FetchError("status_404", "none", status=404),
            URL: PAGE,
        }
        self.asked: list[tuple[str, float]] = []
        self.forms: list[dict[str, str]] = []
        self.headers: dict[str, Mapping[str, str]] = {}  #: of the last request for each address
        self.timeouts: list[float | None] = []
        self.seconds = 0.0  #: time that an answer takes

    is_stopped = False

    def exchange(self, _url: str, timeout: float | None = None) -> AbstractContextManager[None]:
        self.timeouts.append(timeout)
        return nullcontext()

    def waiting(self) -> AbstractContextManager[None]:
        return nullcontext()

    def prepare(
        self,
        url: str,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Callable[[], Page | NotModified | Redirect]:
        self.headers[url] = headers
        return lambda: self._answer(url)

    def prepare_probe(
        self,
        url: str,
        headers: Mapping[str, str] = NO_HEADERS,  # noqa: ARG002 - only those of whole requests are recorded
    ) -> Callable[[], Redirect | bool]:
        def probe() -> Redirect | bool:
            answer = self._answer(url)
            return answer if isinstance(answer, Redirect) else True

        return probe

    def prepare_post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Callable[[], None]:
        def post() -> None:
            self.forms.append(dict(parse_qsl(body.decode())))
            self._answer(url)

        assert headers["Content-Type"] == "application/x-www-form-urlencoded"
        return post

    def _answer(self, url: str) -> Page | Redirect:
        self.asked.append((url, self._clock.monotonic()))
        self._clock.pass_by(seconds=self.seconds)
        answer = self.answers.get(url, PAGE)
        if isinstance(answer, FetchError):
            raise answer
        if isinstance(answer, str):
            return Redirect(url=url, location=answer, is_permanent=False)
        return answer

    def rules(self, text: str) -> None:
        self.answers[ROBOTS] = Page(url=ROBOTS, body=text.encode())

    def urls(self) -> list[str]:
        return [url for url, _ in self.asked]

    def gaps(self) -> list[float]:
        times = [at for _, at in self.asked]
        return [round(after - before, 3) for before, after in pairwise(times)]


def polite_fetcher(
    origin: Origin, store: Store, clock: FakeClock, *, delay: float = 1, robots: bool = True
) -> PoliteFetcher:
    return PoliteFetcher(
        origin, store, clock, holder="here/1", policy=Politeness(min_delay=timedelta(seconds=delay), robots=robots)
    )
