"""An error of the disk is called what it is."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from ilofeed.core.disk_errors import probed, reason


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; make room on it"),
        (errno.EDQUOT, "the disk is full for this user, whose quota is used up; make room on it"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "Permission denied"),
    ],
)
def test_the_reason_is_in_plain_words(number: int, words: str) -> None:
    assert reason(OSError(number, os.strerror(number))) == words


def test_an_error_without_a_number_keeps_its_text() -> None:
    assert reason(OSError("something else")) == "something else"


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EDQUOT, "whose quota is used up"), (errno.ENOSPC, "is full"), (errno.EIO, "")]
)
def test_a_folder_is_probed_without_a_trace(tmp_path: Path, number: int, words: str) -> None:
    def failing(_descriptor: int, _data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    found = probed(tmp_path, failing)

    assert words in found
    assert bool(found) == bool(words)
    assert list(tmp_path.iterdir()) == []
    assert probed(tmp_path) == ""
