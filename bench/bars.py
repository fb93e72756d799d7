"""What has to hold, as ratios of figures that were taken in one run, and the table of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.limits import limit
from bench.measure import Timing

_HEADS = ("what", "ours", "beside", "theirs", "ratio", "wall", "bar", "aim", "")
_TITLES = {"naive": "naive script", "httpx": "bare httpx.Client, 304"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One figure of ours beside another, and how large it may be at most."""

    what: str
    ours: float
    beside: str
    theirs: float = 1.0
    most: float | None = None  #: None: shown without a bar
    aim: float | None = None
    unit: str = "ms"
    is_ratio: bool = True  #: else it is our own figure that is checked against the bar
    wall: float | None = None  #: the ratio of the wall times, shown beside that of the CPU times

    @property
    def value(self) -> float:
        """The figure that is checked against the bar."""
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
        wall = f"{self.wall:.2f}" if self.wall is not None else ""
        most = f"{self.most:g}" if self.most is not None else "-"
        aim = f"{self.aim:g}" if self.aim is not None else "-"
        title = _TITLES.get(self.beside, self.beside)
        return self.what, f"{self.ours:.2f} {self.unit}", title, theirs, ratio, wall, most, aim, self.verdict


def timed(what: str, measure: str, ours: Timing, beside: str, theirs: Timing) -> Bar:
    """Compare CPU times by the limit of *measure*, and show the ratio of wall times."""
    most, aim = limit(measure, beside)
    wall = ours.wall / theirs.wall
    return Bar(
        what=what, ours=ours.cpu * 1000, beside=beside, theirs=theirs.cpu * 1000, most=most, aim=aim, wall=wall
    )


def memory(what: str, measure: str, ours: int, beside: str, theirs: int) -> tuple[Bar, Bar]:
    """Check peak memory in kB against its own limit, and against the peak of another build."""
    (most, aim), (ratio, ratio_aim) = limit(measure, ""), limit(measure, beside)
    megabytes = ours / 1024
    return (
        Bar(what=what, ours=megabytes, beside="", most=most, aim=aim, unit="MB", is_ratio=False),
        Bar(
            what=what,
            ours=megabytes,
            beside=beside,
            theirs=theirs / 1024,
            most=ratio,
            aim=ratio_aim,
            unit="MB",
        ),
    )


def table(bars: Iterable[Bar]) -> str:
    """Return *bars* as a table in Markdown with aligned columns."""
    rows = [_HEADS, *(bar.row() for bar in bars)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
