"""Recognise the labels that pages print before dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core.date_labels import after_label, is_deadline, is_update, publication_label_end


@pytest.mark.parametrize(
    "label",
    [
        "Published",
        "Published on",
        "Posted on:",
        "Date:",
        "Filed",
        "Decided",
        "Released",
        "DATE FILED:",
        "Publié le",
        "Mis en ligne le",
        "Veröffentlicht am",
        "Publicado el",
        "Publicado em",
        "Pubblicato il",
        "Geplaatst op",
        "Opublikowano:",
        "Dodano dnia",
        "Zveřejněno dne",
        "Julkaistu",
        "Δημοσιεύθηκε στις",
        "Опубликовано",
        "Yayın tarihi:",
        "تاريخ النشر:",
        "등록일",
        "公開日：",
        "发布时间：",
        "Ngày đăng:",
        "เผยแพร่เมื่อ",
        "Diterbitkan pada",
    ],
)
def test_the_label_of_a_publication_is_separated(label: str) -> None:
    text = f"{label} 05/11/2026"

    assert after_label(text) == "05/11/2026"
    assert text[publication_label_end(text) :] == "05/11/2026"
    assert not is_deadline(label)
    assert not is_update(label)


def test_a_label_without_a_blank_behind_it_is_separated() -> None:
    assert after_label("掲載日2026年11月5日") == "2026年11月5日"


def test_any_short_words_with_a_colon_are_a_label_but_not_that_of_a_publication() -> None:
    assert after_label("Start of the term: 5 May 2026") == "5 May 2026"
    assert publication_label_end("Start of the term: 5 May 2026") == 0


@pytest.mark.parametrize("text", ["", "News", "Published", "Postdoctoral 5 May 2026", "5 May 2026", "Dates 5 May"])
def test_other_text_has_no_label(text: str) -> None:
    assert after_label(text) is None


@pytest.mark.parametrize(
    "label", ["Updated", "Last updated on", "Mis à jour le", "Aktualisiert am:", "更新日：", "Stand:"]
)
def test_the_label_of_a_change_is_not_that_of_a_publication(label: str) -> None:
    text = f"{label} 05/11/2026"

    assert is_update(label)
    assert after_label(text) == "05/11/2026"
    assert publication_label_end(text) == 0


@pytest.mark.parametrize(
    "label",
    [
        "Deadline",
        "Frist:",
        "Date limite",
        "Termin składania ofert",
        "Határidő:",
        "마감일",
        "締切日",
        "Hạn nộp hồ sơ",
    ],
)
def test_the_label_of_a_deadline_is_recognised(label: str) -> None:
    assert is_deadline(label)
    assert after_label(f"{label.strip(':')} 05/11/2026") != "05/11/2026"


@given(text=st.text(max_size=60) | st.text(alphabet="Publised on:le 5/", max_size=60), at=st.integers(0, 5))
def test_a_label_ends_within_its_text(text: str, at: int) -> None:
    is_update(text)

    assert publication_label_end(text, at) >= at
    assert (after_label(text) or text) in text
