"""Bytes to characters, as the page meant them rather than as it was labelled."""

from __future__ import annotations

import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_FALLBACK = "cp1252"  # what the web means by Latin-1 (WHATWG Encoding section 4.2)

# Codecs in which "<" may be part of a letter, or ASCII means something else.
_WHOLE = ("iso2022_jp", "utf-16", "utf-16-le", "utf-16-be", "utf-32")

_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_WESTERN = re.compile(rb"((?:[\xc2\xc3][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf])+)")


def decode(body: bytes, content_type: str = "") -> str:
    """The characters of *body*: byte order mark, then valid UTF-8, then the declared encoding.

    UTF-8 that is more than ASCII is not met by chance, so it wins over any label. A page
    pasted together from both is decoded piece by piece between its tags. U+FFFD stands
    for what no encoding explains.
    """
    encoding, mark = read_bom(body)
    if encoding and mark:
        return body[len(mark) :].decode(encoding, "replace")
    declared = _declared(body, content_type)
    if declared in _WHOLE:
        return body.decode(declared, "replace")
    whole = _utf8(body, declared)
    if whole is not None:
        return whole
    return "<".join(_piece(piece, declared) for piece in body.split(b"<"))


def _declared(body: bytes, content_type: str) -> str:
    """The codec that the header or a meta element names, else the web's default."""
    header = http_content_type_encoding(content_type) if content_type else None
    named = header or html_body_declared_encoding(body[:4096])
    return (resolve_encoding(named) if named else None) or _FALLBACK


def _utf8(piece: bytes, declared: str) -> str | None:
    """*piece* as UTF-8 where it is that.

    In a page said to be Windows-1252, "É" before a no-break blank or a quote is valid
    UTF-8 too, for an unheard-of letter. There it takes sequences that are common in
    Western text, or several of them.
    """
    try:
        text = piece.decode()
    except UnicodeDecodeError:
        return None
    if declared == _FALLBACK and not text.isascii():
        sequences = _MULTIBYTE.findall(piece, 0, 100_000)
        if len(sequences) < 3 and not all(_WESTERN.fullmatch(sequence) for sequence in sequences):
            return None
    return text


def _piece(piece: bytes, declared: str) -> str:
    if piece.isascii():
        return piece.decode()
    text = _utf8(piece, declared)
    if text is not None:
        return text
    if declared not in (_FALLBACK, "utf-8"):
        return piece.decode(declared, "replace")
    # The odd runs are what the capture group of the split matched.
    runs = _WESTERN.split(piece)
    return "".join(run.decode("utf-8" if at % 2 else _FALLBACK, "replace") for at, run in enumerate(runs))
