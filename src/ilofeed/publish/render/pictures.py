"""The media type of a picture, as far as its address shows it. Pictures are not requested."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

# The registered types (IANA) of the formats that browsers show.
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "apng": "image/apng",
        "avif": "image/avif",
        "gif": "image/gif",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "png": "image/png",
        "svg": "image/svg+xml",
        "webp": "image/webp",
    }
)
# Parameters by which servers of pictures choose the format of the answer, whatever the extension is.
_CHOICES = frozenset(("auto", "f", "fm", "fmt", "format", "output"))


def media_type(url: str) -> str:
    """Return the media type of the picture at *url*; empty if its extension is unknown or need not be right."""
    parts = urlsplit(url)
    _, dot, extension = parts.path.rpartition("/")[2].rpartition(".")
    if any(name.lower() in _CHOICES for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return ""
    return _TYPES.get(extension.lower(), "") if dot else ""
