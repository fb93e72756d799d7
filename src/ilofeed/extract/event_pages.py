"""Recognise lists of events, and the addresses of events on them."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ilofeed.core.lazy_pattern import LazyPattern

# Names of the section of events, in the languages in which dates are read.
_EVENTS = (
    r"(?:upcoming-|forthcoming-|past-|ilo-)?(?:meetings|events|conferences)",
    r"reunions|evenements|manifestations|événements|réunions",
    r"reuniones|eventos",
    r"reunioes|reuniões",
    r"veranstaltungen|tagungen|termine",
    r"riunioni|eventi",
    r"evenementen|vergaderingen",
    r"(?:мероприятия|события|совещания|заходи|події)",
    r"(?:etkinlikler|toplantilar|toplantılar)",
    r"(?:sự-kiện|su-kien)",
    r"(?:الفعاليات|الاجتماعات|فعاليات|اجتماعات)",
    r"(?:会议|活动|イベント|会議)",
)
_LANGUAGE = LazyPattern(r"[a-z]{2}(?:-[a-z]{2,4})?", re.IGNORECASE)
_WORD = "(?:" + "|".join(_EVENTS) + ")"
_FOLDER = LazyPattern(rf"{_WORD}(?:-?(?:and|et|y|e|und|ed|en|и|ve|و|和|与|と)-?{_WORD})?", re.IGNORECASE)
_LIST = LazyPattern(
    r"(?:all|past|previous|forthcoming|upcoming|ongoing|recent|latest)(?:-.+)?|.+-(?:meetings|events|conferences|sessions)",
    re.IGNORECASE,
)
#: A slug with at least this number of hyphens is the title of an event, not a section.
_MIN_HYPHENS = 3


def is_event_list(url: str) -> bool:
    """Return whether the address of a page is that of a list of events: "/meetings-and-events/sectoral-meetings"."""
    folders = _folders(url)
    if folders and _LANGUAGE.fullmatch(folders[0]):
        del folders[0]
    return any(map(_FOLDER.fullmatch, (folders[0], folders[-1]))) if folders else False


def is_event(url: str, *, is_dated: bool) -> bool:
    """Return whether *url* is that of an event, not of a list; if the address is ambiguous, a date decides."""
    *folders, last = _folders(url) or [""]
    if not any(map(_FOLDER.fullmatch, folders)):
        return False
    return is_dated or (_LIST.fullmatch(last) is None and last.count("-") >= _MIN_HYPHENS)


def _folders(url: str) -> list[str]:
    return [name for name in unquote(urlsplit(url).path).split("/") if name]
