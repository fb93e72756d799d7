"""Messages between a poll and its browser process, each a line of JSON."""

from __future__ import annotations

import msgspec
from msgspec import Struct


class Document(Struct, frozen=True, kw_only=True, tag=True):
    """A document that the poll fetched, for the browser to show at *url*."""

    url: str
    body: bytes
    content_type: str
    set_cookies: tuple[str, ...] = ()


class Refusal(Struct, frozen=True, kw_only=True, tag=True):
    """The reason why there is no finished document."""

    reason: str  #: of the FetchError
    message: str


class Job(Struct, frozen=True, kw_only=True, tag=True):
    """All that the browser process needs for one page."""

    document: Document
    program: str  #: path of Chromium
    is_sandboxed: bool
    proxy: str  #: address of the proxy, the only way to the network
    username: str
    password: str
    user_agent: str
    language: str  #: BCP 47
    accept_language: str = ""  #: header of every request; empty: made from the language
    cookies: str = ""  #: as the header Cookie has them, for the host of the document
    wait_for: str = ""  #: selector of an element that the finished page has
    click: tuple[str, ...] = ()  #: selectors of elements that are clicked, in this order
    max_bytes: int  #: of the finished document
    max_memory: int  #: bytes that all processes may take
    seconds: float  #: until the deadline


class Question(Struct, frozen=True, kw_only=True, tag=True):
    """A document that the page wants to show next; a `Document` is the answer."""

    url: str
    set_cookies: tuple[str, ...] = ()  #: the browser's cookies for it, which scripts and data may have set


class Stage(Struct, frozen=True, kw_only=True, tag=True):
    """The event that the browser waits for now, as a noun phrase."""

    name: str


class Rendered(Struct, frozen=True, kw_only=True, tag=True):
    """The finished document."""

    url: str
    html: str
    not_clicked: tuple[str, ...] = ()  #: the selectors of `Job.click` without a visible element


FromPoll = Job | Document
FromBrowser = Question | Stage | Rendered | Refusal

_from_poll: msgspec.json.Decoder[FromPoll] = msgspec.json.Decoder(FromPoll)
_from_browser: msgspec.json.Decoder[FromBrowser] = msgspec.json.Decoder(FromBrowser)
_encoder = msgspec.json.Encoder()


def line(message: FromPoll | FromBrowser) -> bytes:
    """Return *message* as one line."""
    return _encoder.encode(message) + b"\n"


def from_poll(text: bytes) -> FromPoll:
    """Return the message of a poll. Raises msgspec.MsgspecError."""
    return _from_poll.decode(text)


def from_browser(text: bytes) -> FromBrowser:
    """Return the message of a browser process. Raises msgspec.MsgspecError."""
    return _from_browser.decode(text)
