"""Name the next steps of an operator for a source that needs attention. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ilofeed.core.state import Condition, Health
from ilofeed.decide import refusals

# Reasons with which a page is no longer at its address.
_GONE = ("status_404", "status_410", "redirect")
# Reasons with which a page came, but not as the list that it was.
_UNREADABLE = ("no_items", "no_list", "no_selectors", "no_text")
_OTHER_KIND = ("not_html", "not_feed", "not_json", "not_sitemap", "not_well_formed", "empty", "too_complex")
# Reasons that often end by themselves.
_PASSING = ("connect", "timeout", "tls", "truncated", "proxy", "status_429")
_PLUGIN = ("plugin_missing", "plugin_broken")
_DISK = ("output", "no_folder")


class NextStep(Struct, frozen=True, kw_only=True):
    """One thing that the operator can do, the most useful one first."""

    text: str  #: a sentence without a full stop; after a *command* its predicate: "shows one in detail"
    command: tuple[str, ...] = ()  #: the words after `ilofeed`


def in_words(step: NextStep) -> str:
    """Return *step* as a text that can follow others."""
    return f"`{' '.join(('ilofeed', *step.command))}` {step.text}" if step.command else step.text


def next_steps(health: Health) -> tuple[NextStep, ...]:
    """Return the steps for a source with the condition *health*; none if there is nothing to do."""
    return (*_of_condition(health), *_of_notes(health))


def _of_condition(health: Health) -> Iterator[NextStep]:
    slug = health.source.slug
    if health.condition is Condition.OVERDUE:
        yield NextStep(text="nothing polls any more: check whether the daemon, the timer or the cron job runs")
        yield NextStep(text="polls it now", command=("fetch", "--once", slug))
    elif health.condition is Condition.QUARANTINED:
        yield NextStep(text="shows each item, and the rule that held the poll", command=("explain", slug))
        yield NextStep(text="approves it", command=("accept", slug))
        yield NextStep(text="approves it without an announcement", command=("accept", slug, "--as-known"))
        yield NextStep(text="or wait: the next good poll ends the quarantine")
    elif health.condition is Condition.GONE:
        yield from _of_gone(health)
        yield NextStep(text="it is not polled any more until then")
    elif health.condition is Condition.FAILING:
        yield from _of_failure(health)
    elif health.condition is Condition.PAUSED:
        yield NextStep(text="remove `paused = true` from its [[source]] to resume its polls")


def _of_failure(health: Health) -> Iterator[NextStep]:
    slug, reason = health.source.slug, health.reason or ""
    if refusals.is_refusal(reason):
        yield NextStep(text="shows why sites refuse programs, and what helps", command=("status", slug))
    elif reason in _GONE:
        yield from _of_gone(health)
    elif reason in _UNREADABLE + _OTHER_KIND:
        yield NextStep(text="shows what the last poll received", command=("explain", slug))
        yield NextStep(text="shows how the page is read now", command=("preview", slug))
        if reason in _UNREADABLE and health.entries:
            yield NextStep(text="looks for the known entries on it, to learn its layout", command=("repair", slug))
        yield NextStep(text=f"or open {health.source.url} in a browser: it may show another address for its list")
    elif reason == "dns":
        yield NextStep(text=f"the host has no address: open {health.source.url} in a browser")
        yield NextStep(text="polls it now", command=("fetch", "--once", slug))
    elif reason in _PASSING or reason.startswith("status_5"):
        yield NextStep(text="it often passes; the poll is repeated at growing intervals")
        yield NextStep(text="polls it now", command=("fetch", "--once", slug))
    elif reason in _PLUGIN:
        yield NextStep(text="lists the profiles of other packages, and finds what is wrong", command=("check",))
        yield NextStep(text="polls it now, once that is corrected", command=("fetch", "--once", slug))
    elif reason in _DISK:
        yield NextStep(text="finds what is wrong with the folder", command=("check",))
    else:
        yield NextStep(text="asks the site now, and shows its answer", command=("check", "--online"))


def _of_gone(health: Health) -> Iterator[NextStep]:
    yield NextStep(text=f"look for the page's new address: open {health.source.url} in a browser")
    yield NextStep(text="set that as its `url` in the configuration; its slug and the ids of its entries stay")
    yield NextStep(text="if the page has ended, set `retire`: the feed then says so to its subscribers")


def _of_notes(health: Health) -> Iterator[NextStep]:
    if health.moved_to:
        yield NextStep(text=f"the page has moved permanently: set its `url` to {health.moved_to}")
