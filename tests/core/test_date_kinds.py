"""Recognise what a date is the date of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_kinds import DateKind, kind_of


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (
            DateKind.PUBLICATION,
            "Posted/Published on:/Date of publication/Release date/Posted ▲/Publié le/公開日：",
        ),
        (DateKind.ACT, "Filed/Date filed/Opinion filed/Decided:/Decision date/Created/Issued/Opinion issued"),
        (DateKind.UNKNOWN, "Date/Datum/Date and time/Opinion date/Title/Where/"),
        (DateKind.EVENT, "Hearing/Hearing date:/Argued/Date of the meeting/Starts/Event date/Verhandlung"),
        (DateKind.UPDATE, "Last updated/Date modified/Revised/Mis à jour le/Aktualisiert am"),
        (
            DateKind.OTHER,
            "Date of birth/DOB/Born/Arrest date/Expires/Term ends/Appointed/Effective date/Geburtsdatum",
        ),
        (DateKind.OTHER, "Closing date/Due/Deadline/Date limite/Next hearing/Hearing deadline"),
    ],
)
def test_a_label_says_what_its_date_is_the_date_of(kind: DateKind, labels: str) -> None:
    assert {label: kind_of(label) for label in labels.split("/")} == dict.fromkeys(labels.split("/"), kind)


def test_a_sentence_is_no_label() -> None:
    assert kind_of("The hearing of the case was held in the small room because the large one was closed") is (
        DateKind.UNKNOWN
    )


@given(st.text(max_size=300))
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in DateKind
