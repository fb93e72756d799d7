"""Distinguish a file that is not text from a page with a few bad bytes."""

from __future__ import annotations

import re

# The first bytes of files that servers send with the type of a page (WHATWG MIME Sniffing sections 6 and 7).
_SIGNATURES = (
    b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c",
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"OggS\x00", b"\x7fELF",
    b"\x1a\x45\xdf\xa3", b"ID3\x03", b"ID3\x04", b"wOFF", b"wOF2", b"SQLite format 3\x00",
)  # fmt: skip

# Characters that are rare in text. NUL counts separately: databases pad their columns with it.
_CONTROLS = bytes({*range(0x20)} - {0, *b"\t\n\v\f\r\x1b"})
_IS_CONTROL = re.compile(f"[{re.escape(_CONTROLS.decode())}]")
_MARKUP = re.compile(r"<[a-zA-Z!/]")

# One control character in this number of characters. In random bytes it is one in ten.
_CONTROL_SHARE = 20
_NUL_SHARE = 10

_MAX_SEARCHED_LENGTH = 200_000


def is_binary(body: bytes, text: str) -> bool:
    """Return whether *body*, decoded as *text*, is a file of another kind than text.

    A few control characters in a page are mistakes, and so are many NUL characters within markup.
    """
    if body.startswith(_SIGNATURES):
        return True
    if len(body.translate(None, b"\x00" + _CONTROLS)) == len(body):
        return False
    head = text[:_MAX_SEARCHED_LENGTH]
    if _CONTROL_SHARE * len(_IS_CONTROL.findall(head)) > len(head):
        return True
    return _NUL_SHARE * head.count("\x00") > len(head) and _MARKUP.search(head) is None
