"""The decisions of a poll about a page, which are saved with it so that they can be explained later."""

from __future__ import annotations

from msgspec import Struct


class ItemDecision(Struct, frozen=True, kw_only=True):
    """How one item of the page was treated, and the evidence."""

    #: Its place on the page; None on pages that no link leads to.
    number: int | None = None
    key: str
    treatment: str  #: "new", "silent" (saved without an announcement), "revised", "moved", "unchanged", "repeated"
    by: str  #: the evidence in words
    entry: str = ""  #: the id of its entry


class RuleDecision(Struct, frozen=True, kw_only=True):
    """The result of one rule of the gate."""

    rule: str
    is_held: bool = False
    numbers: str  #: the numbers that the rule compared, with its limit


class Decisions(Struct, frozen=True, kw_only=True):
    """All decisions of one poll. An item that is not named was known by its address and did not change."""

    items: tuple[ItemDecision, ...] = ()
    rules: tuple[RuleDecision, ...] = ()  #: none at a first poll: there was nothing to compare with
    approved: str = ""  #: the operator's words if the poll was quarantined: "accept" or "accept --as-known"
