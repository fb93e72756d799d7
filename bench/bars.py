"""What has to hold, as ratios of figures that were taken in one run, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_HEADS = ("what", "ours", "beside", "theirs", "ratio", "bar", "aim", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One figure of ours beside another, and how large it may be at most."""

    what: str
    ours: float
    beside: str
    theirs: float = 1.0
    most: float | None = None  #: None: shown for whoever wants to know
    aim: float | None = None
    unit: str = "ms"
    is_ratio: bool = True  #: else it is our own figure that is held against the bar

    @property
    def value(self) -> float:
        """What is held against the bar."""
        return self.ours / self.theirs if self.is_ratio else self.ours

    @property
    def holds(self) -> bool:
        return self.most is None or self.value <= self.most

    @property
    def verdict(self) -> str:
        if self.most is None:
            return ""
        if not self.holds:
            return "BROKEN"
        return "aim met" if self.aim is not None and self.value <= self.aim else "holds"

    def row(self) -> tuple[str, ...]:
        """The cells of the table."""
        theirs = f"{self.theirs:.2f} {self.unit}" if self.is_ratio else ""
        ratio = f"{self.value:.2f}" if self.is_ratio else ""
        most = f"{self.most:g}" if self.most is not None else "-"
        aim = f"{self.aim:g}" if self.aim is not None else "-"
        return self.what, f"{self.ours:.2f} {self.unit}", self.beside, theirs, ratio, most, aim, self.verdict


def table(bars: Iterable[Bar]) -> str:
    """*bars* as a table in Markdown, its columns in line."""
    rows = [_HEADS, *(bar.row() for bar in bars)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
