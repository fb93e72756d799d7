"""A good neighbour's way to the network: robots.txt asked first, and time left between requests.

What is remembered stands in a ledger that every process on one store shares: the daemon,
cron and a hand at the shell keep one distance between them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ilofeed.errors import FetchError
from ilofeed.model import NotModified, Page, Validators
from ilofeed.ports import Clock, Fetch, Ledger, Locate

if TYPE_CHECKING:
    from protego import Protego

#: The name under which rules are looked for (RFC 9309 section 2.2.1).
NAME = "ilofeed"

# RFC 9309 section 2.4 allows no longer.
_KEPT_FOR = timedelta(hours=24)
# RFC 9309 section 2.5 asks for at least this much of it to be read.
_ROBOTS_LIMIT = 500 * 1024
# Seconds. A poll waits no longer for its turn, whatever robots.txt wishes: others wait for it.
_LONGEST_DELAY = 30.0
_NO_VALIDATORS = Validators()


class Manners:
    """`Fetch` and `Locate`, with manners."""

    def __init__(
        self,
        fetch: Fetch,
        locate: Locate,
        ledger: Ledger,
        clock: Clock,
        *,
        min_delay: timedelta = timedelta(seconds=1),
        robots: bool = True,
    ) -> None:
        self._fetch = fetch
        self._locate = locate
        self._ledger = ledger
        self._clock = clock
        self._min_delay = min_delay
        self._robots = robots

    def __call__(self, url: str, validators: Validators = _NO_VALIDATORS, /) -> Page | NotModified:
        """What the server sends for *url*, when its turn has come. Raises FetchError, also if forbidden."""
        self._take_turn(url, self._ask_leave(url))
        return self._fetch(url, validators)

    def locate(self, url: str, /) -> str | None:
        """Where *url* leads in the end; None where it leads to no page, or must not be asked."""
        try:
            self._take_turn(url, self._ask_leave(url))
        except FetchError:
            return None
        return self._locate(url)

    def _take_turn(self, url: str, delay: timedelta) -> None:
        """Wait until so much time lies between this request and the last one to its host, of any process."""
        if delay <= timedelta(0):
            return
        now = self._clock.now()
        turn = self._ledger.reserve(_host(url), now, delay)
        if turn > now:
            self._clock.sleep((turn - now).total_seconds())

    def _ask_leave(self, url: str) -> timedelta:
        """The time to leave between requests. Raises FetchError where robots.txt forbids *url*."""
        if not self._robots:
            return self._min_delay
        rules = self._rules(url)
        if not rules.strip():
            return self._min_delay
        parsed = _parsed(rules)
        if not parsed.can_fetch(url, NAME):
            raise FetchError("robots", f"robots.txt of {_host(url)} asks programs to leave {url} alone")
        # Not in RFC 9309, but what a site says with it is plain.
        wanted = parsed.crawl_delay(NAME) or 0
        return max(self._min_delay, timedelta(seconds=min(float(wanted), _LONGEST_DELAY)))

    def _rules(self, url: str) -> str:
        """The text of the robots.txt that holds for *url*, not older than a day; nothing where there is none."""
        host, now = _host(url), self._clock.now()
        kept = self._ledger.robots(host)
        if kept is not None and now - kept[1] < _KEPT_FOR:
            return kept[0]
        rules = self._asked(url)
        self._ledger.keep_robots(host, rules, now)
        return rules

    def _asked(self, url: str) -> str:
        """The robots.txt of the host of *url*, as it is now. Raises FetchError where that cannot be known."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        self._take_turn(url, self._min_delay)
        try:
            answer = self._fetch(address)
        except FetchError as error:
            if error.status is not None and error.status >= 500:
                # RFC 9309 section 2.3.1.4: what cannot be known forbids everything.
                message = f"{address} answers {error.status}, and nothing may be asked before it can be read"
                raise FetchError("robots", message, status=error.status, not_before=error.not_before) from error
            if error.status is not None or error.reason in ("redirect", "decode", "too_large"):
                return ""  # section 2.3.1.3: there are no rules
            raise
        return answer.body[:_ROBOTS_LIMIT].decode("utf-8", "replace") if isinstance(answer, Page) else ""


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _parsed(rules: str) -> Protego:
    from protego import Protego  # noqa: PLC0415 - most sites have no rules, and most polls no need of it

    parse: Callable[[str], Protego] = Protego.parse
    return parse(rules)
