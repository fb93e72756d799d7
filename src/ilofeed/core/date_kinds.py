"""Recognise what a date is the date of, by its label: the header of its column, or the words before it.

A page prints the dates of hearings, births, terms and deadlines with those of publication. Only the label
distinguishes them.
"""

from __future__ import annotations

import re
from enum import IntEnum

from ilofeed.core.date_labels import is_deadline, is_update, publication_label_end
from ilofeed.core.text import clean, fold


class DateKind(IntEnum):
    """What a date is the date of, the best witness of the publication first."""

    PUBLICATION = 0  #: it says so: "Posted", "Date of publication"
    ACT = 1  #: of the document itself: "Filed", "Decided", "Created"
    UNKNOWN = 2  #: no label, "Date", or words that say nothing about dates
    EVENT = 3  #: what the item is about: "Hearing", "Meeting date", "Starts"
    UPDATE = 4
    OTHER = 5  #: never that of the item: "Date of birth", "Expires", "Term ends"


# Labels of the document's own dates, among those that may be dates of publication.
_ACT = re.compile(
    r"(?:.*\b)?(?:filed|filing|entered|created|decided|decision|issued?|dated|erstellt|eingestellt|déposée?|rendue?|emitid[oa])\b",
    re.IGNORECASE,
)
_GENERIC = frozenset("date datum fecha data dato datums dátum дата ημερομηνία tarih tarix".split())
_ABOUT_DATES = re.compile(
    r"\b(?:date(?: and time)? of (?:the )?|opinion |order |case |document |original(?:ly)? )", re.IGNORECASE
)
_CHANGE = re.compile(r"\b(?:updated?|modified|revised|amended)\b", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?:argu(?:ed|ment|ments)|hearings?|heard|meetings?|events?|conference|trial|sessions?|start(?:s|ed|ing)?"
    r"|begin(?:s|ning)?|began|from|audience|réunion|événement|début|verhandlung|sitzung|veranstaltung|beginn"
    r"|audiencia|vista|reunión|evento|inicio|audiência|reunião|início|udienza|riunione|inizio|zitting|vergadering"
    r"|aanvang|hørting|møte|møde|sammanträde|start(?:datum|dato)|rozprawa|posiedzenie|zasedání|заседание|событие"
    r"|duruşma|toplantı|etkinlik)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:birth|born|d\.?o\.?b|death|died|arrest(?:ed|s)?|booked|booking|offen[cs]e|incident|accident|violation"
    r"|effective|in force|expir(?:es|ed|y|ing|ation)|valid(?:ity)?|until|end(?:s|ed|ing)?|through|terms?"
    r"|appointed|elected|hired|joined|founded|established|review(?:ed)?|next|submitted by|lower court|judgment below"
    r"|naissance|née?|décès|arrestation|entrée en vigueur|expiration|fin|mandat|geburt\w*|geboren|gestorben"
    r"|festnahme|inkrafttreten|gültig|ablauf\w*|ende|amtszeit|nacimiento|nacido|arresto|vigencia|vigor|vence"
    r"|vencimiento|fin(?:al)?|mandato|nascimento|nascido|prisão|validade|término|nascita|nato|scadenza|fine"
    r"|geboorte\w*|einddatum|geldig|urodzenia|ważn\w+|koniec|narození|рождения|срок|окончание|doğum|bitiş)\b",
    re.IGNORECASE,
)
_EDGE = " \t\r\n\u00a0-–—:：|,;•·(["
_MAX_LENGTH = 60


def kind_of(label: str) -> DateKind:
    """Return what a date with *label* is the date of."""
    words = clean(label).strip(_EDGE) if len(label) <= 2 * _MAX_LENGTH else ""
    if not words or len(words) > _MAX_LENGTH:
        return DateKind.UNKNOWN
    if is_deadline(words) or _OTHER.search(words):
        return DateKind.OTHER
    about = _ABOUT_DATES.sub("", words)
    if _CHANGE.search(words) or is_update(about):
        return DateKind.UPDATE
    if _EVENT.search(words):
        return DateKind.EVENT
    label = next(filter(None, map(_publication_label, (words, about))), "")
    if not label or fold(label) in _GENERIC:
        return DateKind.UNKNOWN
    return DateKind.ACT if _ACT.search(label) else DateKind.PUBLICATION


def _publication_label(words: str) -> str:
    """Return the label of a publication with which *words* begin; empty if they begin with none."""
    return words[: publication_label_end(f"{words} ")].strip(_EDGE)
