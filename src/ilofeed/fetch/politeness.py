"""Check robots.txt and enforce the delay between requests to one host.

The state of each host is in the store, which all processes share: the daemon, cron jobs and
commands keep one delay between their requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlencode, urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from ilofeed.core import urls
from ilofeed.core.errors import DeferredError, FetchError
from ilofeed.core.models import NotModified, Page, Source, Validators
from ilofeed.core.protocols import Clock
from ilofeed.core.request_settings import RequestSettings
from ilofeed.core.store_protocols import HostStore
from ilofeed.fetch import redirects, robots
from ilofeed.fetch.client_protocol import Client, Renderer, no_browser
from ilofeed.fetch.processes import process_has_ended
from ilofeed.fetch.redirects import Redirect
from ilofeed.fetch.visit import Visit

# RFC 9309 section 2.4 permits no longer use of a stored robots.txt.
_KEPT_FOR = timedelta(hours=24)
# RFC 9309 section 2.5 requires that at least this many bytes are read.
_ROBOTS_LIMIT = 500 * 1024
# Seconds. The longest delay that robots.txt can ask for: other polls wait for this one.
_LONGEST_DELAY = 30.0
# A lease that is not released lapses this time after the deadline of the request.
_GRACE = timedelta(seconds=5)
# Seconds between two checks of a lease that another process holds.
_GLANCE = 0.25
_TOO_MANY = 429
_OF_PROXY = 407
_UNAVAILABLE = 503
_NO_VALIDATORS = Validators()
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_NO_SETTINGS = RequestSettings()
_MAX_REDIRECTS = 5


class Politeness(Struct, frozen=True, kw_only=True):
    """Limits for requests to hosts."""

    timeout: timedelta = timedelta(seconds=30)  #: of one exchange
    min_delay: timedelta = timedelta(seconds=1)  #: between two requests to one host
    robots: bool = True  #: true where robots.txt is obeyed
    #: the delay at a host with a source that sets one, by `urls.host_of`
    min_delays: Mapping[str, timedelta] = field(default_factory=dict)


class PoliteFetcher:
    """`Fetch` and `Locate` with politeness. Threads may share it, but not request from one host at a time."""

    def __init__(
        self,
        client: Client,
        hosts: HostStore,
        clock: Clock,
        *,
        holder: str,
        policy: Politeness = Politeness(),  # noqa: B008 - frozen
        browser_of: Callable[[Source], Renderer] = no_browser,
    ) -> None:
        """Make requests in the name of *holder*, the `process_id` of this process.

        *browser_of* returns what renders the pages of a source with ``browser = true``.
        """
        self._client = client
        self._hosts = hosts
        self._clock = clock
        self._holder = holder
        self._policy = policy
        self._settings, self._home = _NO_SETTINGS, ""
        self._browser_of = browser_of
        self._browser: Renderer | None = None

    def for_source(self, source: Source) -> PoliteFetcher:
        """Return the fetcher that requests the pages of *source* by its own settings."""
        if source.request == _NO_SETTINGS:
            return self
        own = copy(self)
        own._settings, own._home = source.request, source.url
        own._browser = self._browser_of(source) if source.request.browser else None
        return own

    def __call__(
        self, url: str, validators: Validators = _NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        """Return the answer for *url*, after the wait for its host. Raises FetchError, also if it is forbidden.

        Each redirect is followed with the same politeness, within the page's own site. A page that a browser
        renders is requested whole: its scripts may load other data although it has not changed itself.
        """
        if self._browser is None:
            return self._follow(url, redirects.conditions(validators), force=force)
        with self._browser.turn():
            return self._follow(url, _NO_HEADERS, force=force)

    def locate(self, url: str, /) -> str | None:
        """Return the URL where the redirects of *url* end; None if that is no page of its site, or forbidden.

        No body is read. Raises DeferredError if the host must not be requested now, or the program ends.
        """
        here, visit = url, self._visit()
        try:
            with self._client.exchange(url, self._own_timeout):
                for _ in range(_MAX_REDIRECTS + 1):
                    request = self._client.prepare_probe(here, visit.headers(here))
                    with self._host_slot(here):
                        answer = request()
                    if not isinstance(answer, Redirect):
                        return here if answer else None
                    visit.keep_cookies(here, answer.set_cookies)
                    here = redirects.target(url, here, answer.location)
        except DeferredError:
            raise
        except FetchError:
            if self._client.is_stopped:  # the request was aborted, so the URL may be in use
                raise DeferredError("stopped", f"{url} was given up, the program is to end") from None
        return None

    def post_form(self, url: str, form: Mapping[str, str], /, *, timeout: float | None = None) -> None:
        """Send *form* to *url*, which the operator has configured, without robots.txt. Raises FetchError.

        The server has *timeout* seconds, if that is less than the limit of every request.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self.send(url, urlencode(form).encode(), headers, timeout=timeout)

    def send(self, url: str, body: bytes, headers: Mapping[str, str], /, *, timeout: float | None = None) -> None:
        """Send *body* to *url*, as `post_form` does. No redirect is followed."""
        request = self._client.prepare_post(url, body, headers)
        if timeout is not None:
            timeout = min(timeout, self._policy.timeout.total_seconds())
        with self._client.exchange(url, timeout), self._host_slot(url, is_for_host=True):
            request()

    def _follow(
        self, url: str, headers: Mapping[str, str], *, force: bool, is_robots: bool = False
    ) -> Page | NotModified:
        """Request *url* and follow its redirects; those of *is_robots*, a robots.txt, also to other sites."""
        here, moved_to, is_permanent = url, "", True
        visit = self._visit(is_robots=is_robots)
        with self._client.exchange(url, None if is_robots else self._own_timeout):
            for _ in range(_MAX_REDIRECTS + 1):
                request = self._client.prepare(here, {**visit.headers(here), **headers})
                with self._host_slot(here, force=force, is_for_host=is_robots):
                    answer = request()
                    if self._browser is not None and isinstance(answer, Page) and not is_robots:
                        answer = self._browser.render(answer, visit)
                if isinstance(answer, Redirect):
                    visit.keep_cookies(here, answer.set_cookies)
                    here = redirects.target(url, here, answer.location, anywhere=is_robots)
                    is_permanent &= answer.is_permanent
                    moved_to = here if is_permanent else moved_to
                elif isinstance(answer, NotModified) and not headers:
                    # The request was not conditional: a cache on the path sent a wrong answer.
                    headers = redirects.NO_CACHE
                else:
                    return replace(answer, moved_to=moved_to)
        raise FetchError("redirect", f"{url} redirects more than {_MAX_REDIRECTS} times")

    def _visit(self, *, is_robots: bool = False) -> Visit:
        """Return the headers and cookies of one exchange; for a robots.txt, which all sources share, only its own."""
        return Visit(_NO_SETTINGS if is_robots else self._settings, self._home)

    @property
    def _own_timeout(self) -> float | None:
        timeout = self._settings.timeout
        return None if timeout is None else timeout.total_seconds()

    @property
    def lease(self) -> timedelta:
        """The longest time for which a turn at a host is taken."""
        return (self._settings.timeout or self._policy.timeout) + _GRACE

    def _min_delay(self, host: str) -> timedelta:
        return self._policy.min_delays.get(host, self._policy.min_delay)

    @contextmanager
    def _host_slot(self, url: str, *, force: bool = False, is_for_host: bool = False) -> Iterator[None]:
        """Hold the only slot of all processes at the host of *url* in this block, and until the delay after it.

        Raises FetchError where robots.txt forbids *url*. *is_for_host*: robots.txt is not read, and a refusal
        of *url* counts for all of its host. The deadline does not count the wait.
        """
        host = urls.host_of(url)
        with self._client.waiting():
            delay = self._min_delay(host) if is_for_host else self._permitted_delay(url, force=force)
            self._acquire(host, force=force)
        try:
            yield
        except FetchError as error:
            if error.not_before is not None:
                self._respect(url, error.status, error.not_before, is_for_host=is_for_host)
            raise
        finally:
            self._hosts.release_host(host, self._holder, self._clock.now() + delay)

    def _respect(self, url: str, status: int | None, until: datetime, *, is_for_host: bool) -> None:
        """Make no request to the host of *url* *until* then, if the answer applies to more than this URL.

        429 counts requests of all kinds (RFC 6585 section 4). 503 may come from one broken URL, so it
        applies to the host only after a second URL has answered it.
        """
        host = urls.host_of(url)
        is_of_url = status == _UNAVAILABLE and not is_for_host
        if not is_of_url or self._hosts.is_unavailable(host, url, self._clock.now(), until):
            self._hosts.leave_alone(host, until)

    def _acquire(self, host: str, *, force: bool) -> None:
        while True:
            now = self._clock.now()
            turn = self._hosts.acquire_host(host, self._holder, now, now + self.lease, force=force)
            if turn.taken:
                return
            if turn.unwanted:
                raise DeferredError(
                    "not_before", f"{host} wants to be asked again at {turn.at:%F %R} UTC", not_before=turn.at
                )
            if turn.holder and process_has_ended(turn.holder):
                self._hosts.release_host(host, turn.holder, now)
                continue
            wait = (turn.at - now).total_seconds()
            # The holder probably releases it before the lease ends.
            self._clock.sleep(min(wait, _GLANCE) if turn.holder else wait)

    def _permitted_delay(self, url: str, *, force: bool) -> timedelta:
        """Return the delay between requests to the host. Raises FetchError where robots.txt forbids *url*."""
        min_delay = self._min_delay(urls.host_of(url))
        if not self._policy.robots:
            return min_delay
        parsed = robots.check(url, self._rules(url, force=force))
        if parsed is None:
            return min_delay
        # Not in RFC 9309, but the intention of the site is clear.
        wanted = parsed.crawl_delay(robots.NAME) or 0
        return max(min_delay, timedelta(seconds=min(float(wanted), _LONGEST_DELAY)))

    def _rules(self, url: str, *, force: bool) -> str:
        """Return the text of the robots.txt that applies to *url*, at most a day old; empty if there is none."""
        host, now = urls.host_of(url), self._clock.now()
        kept = self._hosts.robots(host)
        if kept is not None and timedelta(0) <= now - kept[1] < _KEPT_FOR:
            return kept[0]
        try:
            rules = self._fetch_robots(url, force=force)
        except DeferredError:
            raise
        except FetchError:
            if kept is None:
                raise
            return kept[0]  # RFC 9309 section 2.4: older rules apply while no newer ones can be read
        self._hosts.keep_robots(host, rules, now)
        return rules

    def _fetch_robots(self, url: str, *, force: bool) -> str:
        """Request the robots.txt of the host of *url* and return its text. Raises FetchError if unreachable."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"
        try:
            # Section 2.3.1.2: its redirects are followed, even to other sites.
            answer = self._follow(address, _NO_HEADERS, force=force, is_robots=True)
        except DeferredError:
            raise
        except FetchError as error:
            if error.status == _OF_PROXY:
                raise  # the host has not been asked
            if error.status is not None and (error.status >= 500 or error.status == _TOO_MANY):
                # Section 2.3.1.4: an unreachable robots.txt forbids everything.
                message = f"{address} answers {error.status}, and nothing may be asked before it can be read"
                raise FetchError("robots", message, status=error.status, not_before=error.not_before) from error
            if error.status is not None or error.reason in ("redirect", "decode", "too_large"):
                return ""  # section 2.3.1.3: there are no rules
            raise
        if not isinstance(answer, Page):
            return ""
        text = answer.body[:_ROBOTS_LIMIT].decode("utf-8", "replace")
        if len(answer.body) > _ROBOTS_LIMIT:
            text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]  # a rule that is cut may forbid everything
        return text
