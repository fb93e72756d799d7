"""Words of pages that depend on values: dates, numbers, rates, ages, conditions and polls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from ilofeed.core.language import INTERFACES
from ilofeed.core.state import Condition, Outcome, PollReport
from ilofeed.publish.render.catalogues import Catalogue, catalogue
from ilofeed.publish.render.local_formats import FORMATS


def _message(context: str, text: str) -> tuple[str, str]:
    """Mark *text* as a message that `scripts/catalogues.py` extracts."""
    return context, text


_CONDITIONS: Mapping[Condition, tuple[str, str]] = {
    Condition.OVERDUE: _message("condition of a source", "overdue"),
    Condition.QUARANTINED: _message("condition of a source", "quarantined"),
    Condition.GONE: _message("condition of a source", "gone"),
    Condition.FAILING: _message("condition of a source", "failing"),
    Condition.QUIET: _message("condition of a source", "quiet"),
    Condition.NEW: _message("condition of a source", "new"),
    Condition.OK: _message("condition of a source", "ok"),
    Condition.PAUSED: _message("condition of a source", "paused"),
    Condition.RETIRED: _message("condition of a source", "retired"),
}

_OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.CHANGED: _message("result of a poll", "changed"),
    Outcome.UNCHANGED: _message("result of a poll", "unchanged"),
    Outcome.NOT_MODIFIED: _message("result of a poll", "not modified"),
    Outcome.QUARANTINED: _message("result of a poll", "quarantined"),
    Outcome.FAILED: _message("result of a poll", "failed"),
    Outcome.SKIPPED: _message("result of a poll", "skipped"),
}

# The number of entries in a rate, which may need the gender of that word.
_NUMBERS: Sequence[tuple[str, str]] = (
    _message("number of entries", "one"),
    _message("number of entries", "two"),
    _message("number of entries", "three"),
    _message("number of entries", "four"),
    _message("number of entries", "five"),
    _message("number of entries", "six"),
    _message("number of entries", "seven"),
    _message("number of entries", "eight"),
    _message("number of entries", "nine"),
    _message("number of entries", "ten"),
    _message("number of entries", "eleven"),
    _message("number of entries", "twelve"),
)

_RATES: Sequence[tuple[timedelta, tuple[str, str]]] = (
    (timedelta(days=1), _message("rate", "about %(number)s a day")),
    (timedelta(days=7), _message("rate", "about %(number)s a week")),
    (timedelta(days=30.4), _message("rate", "about %(number)s a month")),
    (timedelta(days=365), _message("rate", "about %(number)s a year")),
)


class Wording:
    """The words of values in one language, for templates."""

    def __init__(self, words: Catalogue) -> None:
        """Take *words*, the catalogue of the language."""
        self._words = words
        formats = FORMATS[words.language]
        self.date = formats.shown_date
        self.month = formats.shown_month
        self.moment = formats.shown_moment
        self.number = formats.shown_number

    def condition(self, condition: Condition) -> str:
        """Return the word for *condition*."""
        return self._words.pgettext(*_CONDITIONS[condition])

    def rhythm(self, gap: timedelta | None) -> str:
        """Format the *gap* between two entries as a rate, such as "about three a week"."""
        if gap is None:
            return ""
        for span, message in _RATES:
            often = span / gap
            if often > 0.8:
                return self._words.pgettext(*message) % {"number": self._in_words(round(often))}
        return self._words.pgettext("rate", "less than one a year")

    def _in_words(self, count: int) -> str:
        return self._words.pgettext(*_NUMBERS[count - 1]) if count <= len(_NUMBERS) else str(count)

    def ago(self, day: date, today: date) -> str:
        """Format the time from *day* to *today*, such as "3 weeks ago"."""
        days, words = (today - day).days, self._words
        if days < 2:
            return words.gettext("yesterday") if days == 1 else words.gettext("today")
        if days >= 730:
            count = days // 365
            return words.ngettext("%(count)s year ago", "%(count)s years ago", count) % {"count": count}
        if days >= 60:
            count = int(days / 30.4)
            return words.ngettext("%(count)s month ago", "%(count)s months ago", count) % {"count": count}
        if days >= 14:
            count = days // 7
            return words.ngettext("%(count)s week ago", "%(count)s weeks ago", count) % {"count": count}
        return words.ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}

    def poll(self, at: datetime, report: PollReport) -> str:
        """Describe the poll of *report* that was made *at* an instant."""
        values = {"moment": self.moment(at), "result": self.result(report)}
        return self._words.gettext("%(moment)s: %(result)s") % values

    def result(self, report: PollReport) -> str:
        """Describe the result of the poll of *report*."""
        text = self._words.pgettext(*_OUTCOMES[report.outcome])
        if report.new:
            new = self._words.ngettext("%(count)s new", "%(count)s new", report.new)
            text += f", {new % {'count': report.new}}"
        return f"{text} [{report.reason}]" if report.reason else text


@cache
def wording(language: str) -> Wording:
    """Return the words of values in *language*, one of INTERFACES."""
    assert language in INTERFACES  # noqa: S101 - the configuration is checked
    return Wording(catalogue(language))
