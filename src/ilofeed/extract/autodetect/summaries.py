"""Read the lines around a title: the kicker above it, and the summary, lines below that are neither facts nor links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ilofeed.core import dates
from ilofeed.core.date_context import DateContext
from ilofeed.core.text import clean, fold
from ilofeed.extract.autodetect.candidate_item import CandidateItem
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.generic_words import EDGE, is_more
from ilofeed.extract.item_date import FoundDate
from ilofeed.extract.text_lines import Line

_META = re.compile(r"(?:.*[-_])?(?:meta|byline|author|submitted|posted)(?:[-_].*)?", re.IGNORECASE)
_SHARING = re.compile(
    r"(?:share|tweet|print|e-?mail|partager|imprimer|compartir|imprimir|teilen)\b.{0,15}", re.IGNORECASE
)
_SENTENCE_ENDS = tuple(".!?…。！？؟”»")

_MAX_KICKER_LENGTH = 60


def kicker_of(above: Sequence[Line], day: FoundDate | None, context: DateContext) -> str:
    """Return the line directly above the title, if it is a short one that is no date."""
    for at in reversed(range(len(above))):
        text = day.rest if day and day.line_index == at else clean(above[at].text)
        if not text or dates.read_line(text, context) or dates.is_heading(text, context):
            continue
        return text if len(text) <= _MAX_KICKER_LENGTH and not is_more(text) else ""
    return ""


def summary_of(
    block: CandidateItem, at: int, title: str, day: FoundDate | None, index: DomIndex, context: DateContext
) -> str:
    """Return the lines of the summary below the title in line *at*, without links to more."""
    return " ".join(_lines(block, at, title, day, index, context))


def _lines(
    block: CandidateItem, at: int, title: str, day: FoundDate | None, index: DomIndex, context: DateContext
) -> Iterator[str]:
    more = sorted({link.words.strip(EDGE) for link in block.links if is_more(link.words)}, key=len, reverse=True)
    in_list = "li" in block.rows[at].tags
    own = index.own(block.rows[at].href)
    others = [link.words for link in block.links if link.key != own]
    for place, row in enumerate(block.rows[at + 1 :], start=at + 1):
        text = clean(row.text)
        if day and day.line_index == place:
            # Beside a date are labels, authors and subjects. A summary ends like a sentence.
            text = day.rest if day.rest.endswith(_SENTENCE_ENDS) else ""
        elif _is_meta(row) or dates.read_line(text, context) is not None:
            continue
        for words in more:
            if text.rstrip(EDGE).endswith(words):
                text = text.rstrip(EDGE).removesuffix(words).rstrip()
        elsewhere = row.href is not None and clean(row.linked) == clean(row.text)
        elsewhere = (elsewhere and index.own(row.href) != own) or _is_all_of(text, others)
        if text and not (elsewhere or is_more(text) or fold(text) == fold(title) or _SHARING.fullmatch(text)):
            if "li" in row.tags and not in_list:
                continue
            if _is_fact_of_link(row, own, index) and not text.endswith(_SENTENCE_ENDS):
                continue  # another part of a row that is one link
            yield text


def _is_fact_of_link(row: Line, own: str | None, index: DomIndex) -> bool:
    return bool(row.linked) and clean(row.linked) == clean(row.text) and index.own(row.href) == own


def _is_all_of(text: str, links: Iterable[str]) -> bool:
    """Return whether *text* consists only of texts of *links*: "English Español"."""
    for words in sorted(links, key=len, reverse=True):
        text = text.replace(words, " ") if words else text
    return not any(map(str.isalnum, text))


def _is_meta(row: Line) -> bool:
    """Return whether a line contains metadata: author, subjects."""
    return "footer" in row.tags or any(_META.fullmatch(name) for name in row.classes)
