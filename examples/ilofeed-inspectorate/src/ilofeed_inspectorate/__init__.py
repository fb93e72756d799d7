"""``inspectorate``: the register in which a labour inspectorate publishes the notices that it serves.

    <div class="register-of-notices">
     <div class="notice" data-served="2026-11-24">   date
      <b class="kind">Prohibition notice</b>         kicker
      <span class="site">Quarry, North Lane</span>   title
      <p>...</p>                                     summary
      <a href="/register/notices/118">Details</a>    link
     </div>
     ...
     <a class="older" href="?page=2">Older</a>       next page

`auto` does not find the list: it prints no dates, and all its links have the same words.
"""

from __future__ import annotations

from bs4 import Tag

from ilofeed import Document, Extraction, RawItem

NAME = "inspectorate"

_REGISTER = "div.register-of-notices"


def fits(document: Document, *, was_read: bool = False) -> bool:  # noqa: ARG001 - all profiles have one signature
    """Return whether the page is a register, also an empty one: its layout decides, and not its content."""
    # A page without the class needs no tree, which takes most of the time.
    return "register-of-notices" in document.text and document.soup.select_one(_REGISTER) is not None


def extract(document: Document) -> Extraction:
    """Return the notices of the register, top to bottom. Raises ExtractError if there are none."""
    notices = [_read(document, notice) for notice in document.soup.select(f"{_REGISTER} > div.notice")]
    older = document.soup.select_one(f"{_REGISTER} > a.older")
    return document.extraction(NAME, notices, following=_attribute(older, "href"))


def _read(document: Document, notice: Tag) -> RawItem:
    """Read one notice. Without a title or a link that can be used, `Document.extraction` skips it and says why."""
    served = document.find_date(_attribute(notice, "data-served") or "")
    return RawItem(
        title=_text(notice, "span.site"),
        href=_attribute(notice.select_one("a"), "href"),
        published=served.published if served else None,
        date_text=served.text if served else "",
        summary=_text(notice, "p"),
        kicker=_text(notice, "b.kind"),
        text=notice.get_text(" "),
    )


def _text(notice: Tag, selector: str) -> str:
    found = notice.select_one(selector)
    return found.get_text(" ") if found else ""


def _attribute(tag: Tag | None, name: str) -> str | None:
    """Return the attribute *name* of *tag*; some have lists as values, and a hostile page has any it likes."""
    value = tag.get(name) if tag else None
    return value if isinstance(value, str) else None
