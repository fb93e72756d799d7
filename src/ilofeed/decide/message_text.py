"""Make words from pages harmless in a message to the operator: chats obey some of them. Pure."""

from __future__ import annotations

from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.text import clean

# Chats ring everybody for "@everyone", "@room" or "<!channel>", and hide the target of a link in "[text](address)" or
# "<address|text>". Addresses of mail and of pages are not touched.
_ACTIVE = LazyPattern(r"@(?=everyone|here)|(?<![\w.+/-])@(?=\w)|<(?=\S)|\](?=\()")
_INVISIBLE_BREAK = "\u200b"


def line(text: str, limit: int) -> str:
    """Return *text* as one line of about *limit* characters at most, without mentions and hidden links of chats."""
    return _ACTIVE.sub(rf"\g<0>{_INVISIBLE_BREAK}", clean(text, limit))
