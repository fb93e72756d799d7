"""Decode a page by its bytes first, and by its label only if they are ambiguous."""

from __future__ import annotations

import codecs
import re

from webencodings import Encoding, lookup

from ilofeed.extract.encoding_label import declared_encoding

_UTF_8 = "utf-8"
_FALLBACK = "windows-1252"  # what the web means by Latin-1 (WHATWG Encoding section 4.2)

# WHATWG Encoding section 4.2. UTF-32 is not an encoding of the web.
_MARKS = ((codecs.BOM_UTF8, _UTF_8), (codecs.BOM_UTF16_BE, "utf-16be"), (codecs.BOM_UTF16_LE, "utf-16le"))

# Encodings in which "<" may be part of a letter, or ASCII bytes have another meaning. The standard
# maps encodings that are not safe to read to "replacement".
_WHOLE = ("iso-2022-jp", "utf-16le", "utf-16be", "replacement")

# Unlike Python's, the standard's index of windows-1252 has no gaps: unassigned bytes are C1 controls.
_WINDOWS_1252 = "".join(bytes([at]).decode("cp1252", "ignore") or chr(at) for at in range(256))

_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_WESTERN = re.compile(rb"((?:[\xc2\xc3][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf])+)")
# RFC 3629 section 4.
_SEQUENCES = re.compile(
    rb"((?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+)"
)
_REPLACED = "\ufffd".encode()

# Bytes in a page of UTF-8 that are not text of Windows-1252 either: a sequence for a surrogate, for no
# character or of too many bytes, one cut off at the end of a word, a byte of a letter that is not in use.
_BROKEN = re.compile(
    rb"\xed[\xa0-\xbf][\x80-\xbf]|\xf4[\x90-\xbf][\x80-\xbf]{2}|[\xf5-\xf7][\x80-\xbf]{3}"
    rb"|[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0[\x80-\x8f][\x80-\xbf]{2}"
    rb"|(?:[\xc2\xc3]|\xe2[\x80-\x84]?|\xef[\xbb\xbf]|\xf0\x9f[\x80-\xbf]?)(?![A-Za-z])|\xff"
)


def decode(body: bytes, content_type: str = "") -> str:
    """Return the characters of *body*: byte order mark, then valid UTF-8, then the declared encoding.

    Valid UTF-8 beyond ASCII is no coincidence, so it wins over any label except those in which
    ASCII bytes have another meaning. A page that mixes several encodings is decoded piece by piece
    between its tags, so that a bad byte damages one piece at most. U+FFFD replaces bytes that no
    encoding explains.
    """
    mark, named = next((pair for pair in _MARKS if body.startswith(pair[0])), (b"", ""))
    encoding = lookup(named) if named else declared_encoding(body, content_type)
    encoding = encoding or lookup(_FALLBACK)
    assert encoding is not None  # noqa: S101 - both names are in the table
    body = body[len(mark) :]
    if encoding.name in _WHOLE:
        return _decoded(body, encoding)
    whole = _utf8(body, encoding.name)
    return _pieced(body.split(b"<"), encoding) if whole is None else whole


def _decoded(piece: bytes, encoding: Encoding) -> str:
    if encoding.name == "replacement":
        return "\ufffd"
    if encoding.name == _FALLBACK:
        return codecs.charmap_decode(piece, "strict", _WINDOWS_1252)[0]
    if encoding.name == "gbk":  # the standard gives it the decoder of its successor
        return piece.decode("gb18030", "replace")
    return encoding.codec_info.decode(piece, "replace")[0]


def _utf8(piece: bytes, declared: str) -> str | None:
    """Return *piece* decoded as UTF-8; None if it is not UTF-8.

    In a page declared as Windows-1252, "É" before a no-break space or a quotation mark is also
    valid UTF-8, for a rare letter. There only sequences that are common in Western text count, or
    several sequences.
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


def _pieced(pieces: list[bytes], encoding: Encoding) -> str:
    """Decode a page that is not UTF-8 as a whole."""
    texts = [_utf8(piece, encoding.name) for piece in pieces]
    valid = [piece for piece, text in zip(pieces, texts, strict=True) if text is not None and not text.isascii()]
    # If nearly all pieces are UTF-8, the others are UTF-8 with a bad byte, regardless of the label.
    is_utf_8 = encoding.name == _UTF_8 or len(valid) > 4 * texts.count(None)
    western = sum(map(_is_western, valid))
    return "<".join(
        text
        if text is not None
        else _mended_utf8(piece, is_western=2 * western >= len(valid))
        if is_utf_8
        else _mended(piece, encoding)
        for piece, text in zip(pieces, texts, strict=True)
    )


def _mended(piece: bytes, encoding: Encoding) -> str:
    """Decode a piece that is not UTF-8, of a page that is not UTF-8."""
    if encoding.name != _FALLBACK:
        return _decoded(piece, encoding)
    foreign = [run.decode() for run in _SEQUENCES.findall(piece, 0, 100_000) if not _WESTERN.fullmatch(run)]
    if sum(map(len, foreign)) >= 3:
        return _mended_utf8(piece, is_western=False)
    # The odd runs are what the capture group of the split matched.
    runs = _WESTERN.split(piece)
    return "".join(run.decode() if at % 2 else _decoded(run, encoding) for at, run in enumerate(runs))


def _mended_utf8(piece: bytes, *, is_western: bool) -> str:
    """Decode UTF-8 with bad bytes: as Windows-1252 within Western text, else as U+FFFD.

    *is_western* decides for a piece without letters beyond ASCII.
    """
    runs = _SEQUENCES.split(piece)
    letters = [run for run in runs[1::2] if run != _REPLACED]
    if all(map(_is_western, letters)) if letters else is_western:
        return "".join(run.decode() if at % 2 else _pasted(run) for at, run in enumerate(runs))
    return "".join(run.decode(errors="replace") for run in runs)


def _is_western(text: bytes) -> bool:
    """Return whether nearly all letters of UTF-8 *text* are also in Windows-1252."""
    return _WESTERN.sub(b"", text.replace(_REPLACED, b"")).isascii()


def _pasted(run: bytes) -> str:
    return "\ufffd".join(codecs.charmap_decode(part, "strict", _WINDOWS_1252)[0] for part in _BROKEN.split(run))
