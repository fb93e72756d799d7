"""Notify WebSub hubs: hubs on different hosts in parallel, each for a limited time per round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from ilofeed.core import bug_report, urls
from ilofeed.core.errors import DeferredError, FetchError, IlofeedError
from ilofeed.core.protocols import Clock, Store
from ilofeed.core.state import HubNotification
from ilofeed.publish.websub import HubRound, asked_again, hub_form, is_about_hub

#: The time limit of one hub in a round, in seconds. Remaining notifications are sent in the next round.
LIMIT_S = 10.0
_WORKERS = 8


class PostForm(Protocol):
    """The type of `ilofeed.fetch.politeness.PoliteFetcher.post_form`."""

    def __call__(self, url: str, form: Mapping[str, str], /, *, timeout: float) -> None:
        """Send *form* to *url* within *timeout* seconds. Raises FetchError."""


class Hubs(Struct, frozen=True):
    """The sender of notifications to hubs. It saves in *store* those that are to be sent later."""

    store: Store
    post_form: PostForm
    clock: Clock

    def __call__(self, pings: Sequence[HubNotification]) -> Iterator[HubRound]:
        """Send *pings*; yield one result for each hub. Raises StoreError."""
        by_hub: dict[str, list[HubNotification]] = {}
        for ping in pings:
            by_hub.setdefault(ping.hub, []).append(ping)
        by_host: dict[str, list[str]] = {}
        for hub in by_hub:
            by_host.setdefault(urls.site(hub), []).append(hub)

        def visit(hubs: list[str]) -> list[HubRound]:
            return [self._notified(hub, by_hub[hub]) for hub in hubs]

        if len(by_host) < 2:
            for hubs in by_host.values():
                yield from visit(hubs)
            return
        from concurrent.futures import ThreadPoolExecutor, as_completed  # noqa: PLC0415 - most have one hub

        with ThreadPoolExecutor(min(len(by_host), _WORKERS), thread_name_prefix="hub") as pool:
            for done in as_completed([pool.submit(visit, hubs) for hubs in by_host.values()]):
                yield from done.result()

    def _notified(self, hub: str, pings: Sequence[HubNotification]) -> HubRound:
        end = self.clock.monotonic() + LIMIT_S
        sent, later, last = 0, 0, None
        for at, ping in enumerate(pings):
            rest = pings[at:]
            remaining = end - self.clock.monotonic()
            if remaining <= 0:
                return HubRound(hub=hub, sent=sent, later=later + len(rest), error=last or _slow(hub))
            try:
                self.post_form(hub, hub_form(ping), timeout=remaining)
            except DeferredError as error:
                if error.not_before is not None:
                    self._postpone(rest, error.not_before)
                return HubRound(hub=hub, sent=sent, later=later + len(rest), error=last)
            except FetchError as error:
                last = error
            except IlofeedError:
                raise
            except Exception as error:  # noqa: BLE001 - a bug met with one hub must not stop the others
                last = FetchError(bug_report.REASON, bug_report.report(error, f"hub {hub}"))
            else:
                self.store.finish_ping(ping, None)
                sent += 1
                continue
            if is_about_hub(last):
                self._postpone(rest, last.not_before)
                return HubRound(hub=hub, sent=sent, later=later + len(rest), error=last)
            self._postpone([ping])
            later += 1
        return HubRound(hub=hub, sent=sent, later=later, error=last)

    def _postpone(self, pings: Sequence[HubNotification], not_before: datetime | None = None) -> None:
        for ping in pings:
            retry_at = asked_again(ping, self.clock.now())
            self.store.finish_ping(ping, max(retry_at, not_before) if retry_at and not_before else retry_at)


def _slow(hub: str) -> FetchError:
    return FetchError("timeout", f"{hub} is slow: it did not accept everything within {LIMIT_S:g} seconds")
