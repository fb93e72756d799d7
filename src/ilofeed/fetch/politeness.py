"""A good neighbour's way to the network: robots.txt asked first, and time left between requests.

What is remembered stands in a ledger that every process on one store shares: the daemon,
cron and a hand at the shell keep one distance between them.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode, urlsplit

from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import NotModified, Page, Validators
from ilofeed.core.protocols import Clock
from ilofeed.core.store_protocols import HostStore
from ilofeed.fetch.robots import rules_for

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
# Until a turn lapses that nobody gives back, beyond the time that the request may take.
_GRACE = timedelta(seconds=5)
# Seconds between two looks whether somebody else is done.
_GLANCE = 0.25
_TOO_MANY = 429
_UNAVAILABLE = 503
# Tells this process from one before it of the same number.
_LIFE = os.urandom(4).hex()
_NO_VALIDATORS = Validators()

_Turn = Callable[[str], AbstractContextManager[None]]


class Exchange(Protocol):
    """`ilofeed.fetch.client.Fetcher`, as far as it is needed here."""

    def __call__(
        self, url: str, validators: Validators = ..., *, turn: _Turn = ..., anywhere: bool = ...
    ) -> Page | NotModified:
        """What the server sends, each request of it made in the block of *turn*. Raises FetchError."""

    def locate(self, url: str, *, turn: _Turn = ...) -> str | None:
        """Where *url* leads in the end."""

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, turn: _Turn = ..., timeout: float | None = ...
    ) -> None:
        """Send *body* to *url* within *timeout* seconds."""


class PoliteFetcher:
    """`Fetch` and `Locate`, with manners. Threads may share it, but not ask one host at a time."""

    def __init__(
        self,
        exchange: Exchange,
        ledger: HostStore,
        clock: Clock,
        *,
        holder: str,
        longest: timedelta = timedelta(seconds=30),
        min_delay: timedelta = timedelta(seconds=1),
        robots: bool = True,
    ) -> None:
        """*holder* is this process, as `who` names it; *longest* is how long a request may take."""
        self._exchange = exchange
        self._ledger = ledger
        self._clock = clock
        self._holder = holder
        self._longest = longest + _GRACE
        self._min_delay = min_delay
        self._robots = robots

    def __call__(
        self, url: str, validators: Validators = _NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        """What the server sends for *url*, when its turn has come. Raises FetchError, also if forbidden.

        Where a redirect leads is asked for with the same manners.
        """
        return self._exchange(url, validators, turn=partial(self._turn, force=force))

    def locate(self, url: str, /) -> str | None:
        """Where *url* leads in the end; None where it leads to no page, or must not be asked."""
        return self._exchange.locate(url, turn=self._turn)

    def post_form(self, url: str, form: Mapping[str, str], /, *, timeout: float | None = None) -> None:
        """Send *form* to *url*, which the operator has named: no robots.txt is asked. Raises FetchError.

        The server has *timeout* seconds, if that is less than the limit of every request.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.send(url, urlencode(form).encode(), headers, timeout=timeout)

    def send(self, url: str, body: bytes, headers: Mapping[str, str], /, *, timeout: float | None = None) -> None:
        """Send *body* to *url*, as `post_form` does."""

        def turn(where: str) -> AbstractContextManager[None]:
            return self._alone_at(where, self._min_delay, is_for_host=True)

        self._exchange.post(url, body, headers, turn=turn, timeout=timeout)

    @contextmanager
    def _turn(self, url: str, *, force: bool = False) -> Iterator[None]:
        """A request to *url*, when it is allowed and its turn has come. Raises FetchError where it is not."""
        delay = self._ask_leave(url, force=force)
        with self._alone_at(url, delay, force=force):
            yield

    @contextmanager
    def _alone_at(
        self, url: str, delay: timedelta, *, force: bool = False, is_for_host: bool = False
    ) -> Iterator[None]:
        """Hold the only turn of all processes at the host of *url* in this block, and until *delay* after it.

        *is_for_host*: a refusal of *url* speaks for all of its host.
        """
        host = _host(url)
        self._wait_for(host, force=force)
        try:
            yield
        except FetchError as error:
            if error.not_before is not None:
                self._respect(url, error.status, error.not_before, is_for_host=is_for_host)
            raise
        finally:
            self._ledger.release_host(host, self._holder, self._clock.now() + delay)

    def _respect(self, url: str, status: int | None, until: datetime, *, is_for_host: bool) -> None:
        """Leave the host of *url* alone *until* then, if what the server wants is for more than this address.

        429 counts requests of all kinds (RFC 6585 section 4), 503 may be one address that is broken: it
        takes a second one.
        """
        host = _host(url)
        is_of_url = status == _UNAVAILABLE and not is_for_host
        if not is_of_url or self._ledger.is_unavailable(host, url, self._clock.now(), until):
            self._ledger.leave_alone(host, until)

    def _wait_for(self, host: str, *, force: bool) -> None:
        while True:
            now = self._clock.now()
            turn = self._ledger.acquire_host(host, self._holder, now, now + self._longest, force=force)
            if turn.taken:
                return
            if turn.unwanted:
                raise DeferredError(
                    "not_before", f"{host} wants to be asked again at {turn.at:%F %R} UTC", not_before=turn.at
                )
            if turn.holder and process_has_ended(turn.holder):
                self._ledger.release_host(host, turn.holder, now)
                continue
            wait = (turn.at - now).total_seconds()
            # Whoever holds it gives it back sooner, most likely.
            self._clock.sleep(min(wait, _GLANCE) if turn.holder else wait)

    def _ask_leave(self, url: str, *, force: bool) -> timedelta:
        """The time to leave between requests. Raises FetchError where robots.txt forbids *url*."""
        if not self._robots:
            return self._min_delay
        rules = rules_for(NAME, self._rules(url, force=force))
        if not rules:
            return self._min_delay
        parsed = _parsed(rules)
        if not parsed.can_fetch(url, NAME):
            raise FetchError("robots", f"robots.txt of {_host(url)} asks programs to leave {url} alone")
        # Not in RFC 9309, but what a site says with it is plain.
        wanted = parsed.crawl_delay(NAME) or 0
        return max(self._min_delay, timedelta(seconds=min(float(wanted), _LONGEST_DELAY)))

    def _rules(self, url: str, *, force: bool) -> str:
        """The text of the robots.txt that holds for *url*, not older than a day; nothing where there is none."""
        host, now = _host(url), self._clock.now()
        kept = self._ledger.robots(host)
        if kept is not None and timedelta(0) <= now - kept[1] < _KEPT_FOR:
            return kept[0]
        try:
            rules = self._fetch_robots(url, force=force)
        except DeferredError:
            raise
        except FetchError:
            if kept is None:
                raise
            return kept[0]  # RFC 9309 section 2.4: older rules hold while there are no others to be had
        self._ledger.keep_robots(host, rules, now)
        return rules

    def _fetch_robots(self, url: str, *, force: bool) -> str:
        """The robots.txt of the host of *url*, as it is now. Raises FetchError where that cannot be known."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"

        def turn(where: str) -> AbstractContextManager[None]:
            return self._alone_at(where, self._min_delay, force=force, is_for_host=True)

        try:
            # Section 2.3.1.2: its redirects are followed, even to other sites.
            answer = self._exchange(address, turn=turn, anywhere=True)
        except DeferredError:
            raise
        except FetchError as error:
            if error.status is not None and (error.status >= 500 or error.status == _TOO_MANY):
                # Section 2.3.1.4: what cannot be known forbids everything.
                message = f"{address} answers {error.status}, and nothing may be asked before it can be read"
                raise FetchError("robots", message, status=error.status, not_before=error.not_before) from error
            if error.status is not None or error.reason in ("redirect", "decode", "too_large"):
                return ""  # section 2.3.1.3: there are no rules
            raise
        if not isinstance(answer, Page):
            return ""
        text = answer.body[:_ROBOTS_LIMIT].decode("utf-8", "replace")
        if len(answer.body) > _ROBOTS_LIMIT:
            text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]  # half a rule may forbid everything
        return text


def process_id() -> str:
    """This process, as others may ask about it with `has_ended`."""
    return f"{socket.gethostname()}/{os.getpid()}/{_LIFE}"


def process_has_ended(holder: str) -> bool:
    """Whether the process called *holder* is known to be no more: nothing is known of other machines."""
    machine, _, rest = holder.partition("/")
    process, _, life = rest.partition("/")
    if machine != socket.gethostname() or not process.isdigit():
        return False
    if int(process) == os.getpid() and life != _LIFE:
        return True  # whoever had our number, as the first process of a container always has
    try:
        os.kill(int(process), 0)  # asks without sending anything
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _parsed(rules: str) -> Protego:
    from protego import Protego  # noqa: PLC0415 - most sites have no rules, and most polls no need of it

    parse: Callable[[str], Protego] = Protego.parse
    return parse(rules)
