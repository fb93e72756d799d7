"""Valid lists that have changed: a poll must distinguish new items from items that only changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

from msgspec.structs import replace

from fakes.misbehaviour import (
    ITEMS,
    PAGE,
    Fault,
    by_path,
    lists,
    plainly,
    redirects,
    shows,
    stalls,
)
from fakes.origin import LIST_PATH
from fakes.pages import Listed

_Writer = Callable[[list[Listed]], bytes]


class Notice(Listed, frozen=True):
    """An item at an address without a document number."""

    link: str = ""

    @property
    def path(self) -> str:
        return self.link


def notices(count: int, link: str = "/notices/{}.htm") -> list[Listed]:
    """Make *count* items that are newer than all others, the newest on top."""
    return [
        Notice(number=at, title=f"{word} notice of this summer", day=f"{at} July 2023", link=link.format(at))
        for at, word in reversed(list(enumerate(_WORDS[:count], 1)))
    ]


_WORDS = (
    "Alpine", "Baltic", "Coastal", "Desert", "Eastern", "Forest", "Glacier", "Harbour", "Island", "Jungle",
    "Lowland", "Meadow", "Northern",
)  # fmt: skip


def changed_lists() -> Iterator[Fault]:
    """Yield changes from one poll to the next: new items, items written differently, items that moved."""
    yield _many_below_a_pinned_item()
    yield from _new_at_a_shared_url()
    yield from _new_with_an_odd_title()
    yield from _written_differently()
    yield from _titles_written_differently()
    yield from _unreachable_links()
    yield from _wrong_clocks()
    yield from _moved()


def _many_below_a_pinned_item() -> Fault:
    many = notices(13)
    first = plainly([ITEMS[-1], *many[:9]])
    rows = {at: LIST_PATH.replace("index.htm", f"nextRow--{at}/index.htm") for at in (10, 20)}
    pages = {LIST_PATH: first, rows[10]: plainly([*many[9:], *ITEMS[:6]]), rows[20]: plainly(ITEMS[6:-1])}
    pager = '<aside class="pagination"><a href="{}">Next</a></aside></body>'
    return Fault(
        name="a pinned item above 13 new ones",
        behaviour=by_path(
            {
                path: shows(page.replace(b"</body>", pager.format(rows[at]).encode()) if at in rows else page)
                for (path, page), at in zip(pages.items(), (10, 20, 0), strict=True)
            }
        ),
        outcome="changed",
        new=tuple(item.title for item in many),
    )


def _new_at_a_shared_url() -> Iterator[Fault]:
    links = {
        "links that differ after #": "/notices.htm#item-{}",
        "links that differ after #!": "/notices.htm#!/n/{}",
        "links that do not differ": "/notices.htm",
    }
    for name, link in links.items():
        items = notices(3, link)
        titles = tuple(item.title for item in items)
        yield Fault(name=name, behaviour=lists([*items, *ITEMS]), outcome="changed", new=titles)


def _new_with_an_odd_title() -> Iterator[Fault]:
    beginnings = {
        "NUL in a title": b"Alpine\0 notice",
        "a control character in a title": b"Alpine\x01 notice",
        "an invalid byte in a title": b"Alpine\xff notice",
        "a lone surrogate in a title": b"Alpine&#xD800; notice",
        "a control character between words": b"Alpine\x0cnotice",
        "a break between words": b"Alpine<br>notice",
    }
    for (name, written), (where, writes) in product(beginnings.items(), _WRITERS.items()):
        yield Fault(
            name=f"{name}{where}",
            writes=writes,
            behaviour=shows(writes([*notices(1), *ITEMS]).replace(b"Alpine notice", written)),
            outcome="changed",
            new=("Alpine notice of this summer",),
        )
    long = "a" * 90
    yield Fault(
        name="a title of one letter",
        behaviour=shows(plainly([*notices(1), *ITEMS]).replace(b"Alpine", long.encode())),
        outcome="changed",
        new=(f"{long} notice of this summer",),
        source='ignore = ["/a+b/"]',
    )


def _written_differently() -> Iterator[Fault]:
    writers: dict[str, tuple[_Writer, _Writer]] = {
        "other counts of views": (partial(_viewed, 1204), partial(_viewed, 1317)),
        "dates with an offset ahead": (_dated, partial(_dated, offset="+14:00")),
        "dates with an offset behind": (_dated, partial(_dated, offset="-12:00")),
    }
    for name, (before, now) in writers.items():
        yield Fault(name=name, writes=before, behaviour=shows(now(ITEMS)), outcome="unchanged")
    second = "0FF1CE6A3B9D4C21"
    for where in ("?sid={}", ";jsessionid={}", "?cb={}"):
        yield Fault(
            name=f"another session id, {where.strip('?;={}')}",
            writes=partial(_in_session, where.format("D101467455C5438E")),
            behaviour=shows(_in_session(where.format(second), ITEMS)),
            outcome="unchanged",
            unpublished=second,
        )


def _titles_written_differently() -> Iterator[Fault]:
    titles = {"breaks": b"Report<br>number", "hyphens": b"Re&shy;p<wbr>ort number"}
    for (name, written), (where, writes) in product(titles.items(), _WRITERS.items()):
        page = writes(ITEMS).replace(b"Report number", written)
        yield Fault(name=f"{name} in all titles{where}", writes=writes, behaviour=shows(page), outcome="unchanged")


def _unreachable_links() -> Iterator[Fault]:
    for name, link, source in (
        ("links", "https://xn--0/{}", ""),
        ("articles", "https://a..example.org/{}", "full_text = true"),
    ):
        yield Fault(
            name=f"{name} that cannot be decoded",
            behaviour=lists([*notices(1, link), *ITEMS]),
            outcome="unchanged",
            source=source,
        )


def _wrong_clocks() -> Iterator[Fault]:
    for name, date in (("behind", "Fri, 01 Jan 2010 00:00:00 GMT"), ("ahead", "Fri, 01 Jan 2100 00:00:00 GMT")):
        yield Fault(
            name=f"a server whose clock is {name}",
            behaviour=shows(PAGE + b"<!---->", f"Date: {date}"),
            outcome="unchanged",
        )


def _moved() -> Iterator[Fault]:
    old, new = (partial(_below, folder) for folder in ("news", "archive"))
    retitled = {ITEMS[at].title: f"{word} headline of another kind" for at, word in ((3, "Alpine"), (5, "Baltic"))}
    after = [replace(item, title=retitled.get(item.title, item.title)) for item in ITEMS]
    forward = dict(zip(_paths(old(ITEMS)), _paths(new(ITEMS)), strict=True))
    yield Fault(
        name="moved, two retitled, with redirects",
        writes=old,
        behaviour=by_path(
            {path: redirects(there, "301 Moved Permanently") for path, there in forward.items()}
            | {LIST_PATH: shows(new(after)), **{path: shows(b"<p>It.") for path in forward.values()}}
        ),
        outcome="changed",
        retitled=retitled,
        writes_after=lambda items: new(
            [replace(each, title=retitled.get(each.title, each.title)) for each in items]
        ),
    )
    today = Notice(number=0, title="What we do today", day="12 May 2023", link="/today.htm")
    reused = replace(today, title="Ministers meet", day="3 July 2023", summary="In Geneva.")
    yield Fault(
        name="another document at a known address",
        writes=lambda items: plainly([replace(today, title=items[-1].title), *items[:-1]]),
        behaviour=lists([reused, *ITEMS[:-1]]),
        outcome="quarantined",
        reason="ambiguous",
    )


def _viewed(count: int, items: list[Listed]) -> bytes:
    return plainly([replace(each, summary=f"Read it. {count + 17 * each.number:,} views") for each in items])


def _in_session(written: str, items: list[Listed]) -> bytes:
    return plainly(items).replace(b'/index.htm"', f'/index.htm{written}"'.encode())


def _dated(items: list[Listed], offset: str = "Z") -> bytes:
    """Write the date of each item for machines only, in a zone with *offset*."""
    page = re.sub(
        r"<span>(\d+) May 2023</span>",
        lambda found: f'<time datetime="2023-05-{int(found[1]):02}T00:00:00{offset}">spring</time>',
        _elsewhere(items).decode(),
    )
    return page.encode()


def _elsewhere(items: list[Listed]) -> bytes:
    """Write a list as any other site may."""
    rows = "".join(
        f'<li><h3><a href="{each.path}">{each.title}</a></h3><span>{each.day}</span><p>{each.summary}</p></li>'
        for each in items
    )
    page = f'<html lang="en"><head><title>News</title></head><body><h1>News</h1><ul>{rows}</ul></body></html>'
    return page.encode()


#: The ILO's list, and another site's.
_WRITERS: dict[str, _Writer] = {"": plainly, ", elsewhere": _elsewhere}


def _below(folder: str, items: list[Listed]) -> bytes:
    """Put each item below *folder*, at an address that has nothing in common with the one below another."""
    return plainly(
        [
            Notice(number=0, title=each.title, day=each.day, link=f"/{folder}/{_name(folder, each)}")
            for each in items
        ]
    )


def _name(folder: str, item: Listed) -> str:
    letters = "bcdfghjklmnpqrst" if folder == "news" else "tsrqpnmlkjhgfdcb"
    return "".join(letters[int(digit)] for digit in str(item.number))


def _paths(page: bytes) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', page.decode())


def charsets() -> Iterator[Fault]:
    """Yield names of encodings that no browser knows."""
    for label in ("punycode", "hex", "zlib", "base64", "undefined", "idna", "rot13", "unicode_escape", "utf-7"):
        yield Fault(
            name=f"charset {label}",
            behaviour=shows(PAGE + b"<!---->", content_type=f"text/html; charset={label}"),
            outcome="unchanged",
        )
    meta = PAGE.replace(b"<head>", b'<head><meta charset="utf-16">')
    yield Fault(
        name="a meta that says utf-16", behaviour=shows(meta, content_type="text/html"), outcome="unchanged"
    )


def hubs() -> Iterator[Fault]:
    """Yield faults of a hub that is notified of a new item."""
    items = notices(1)
    yield Fault(
        name="a hub that hangs",
        hub=stalls(b""),
        behaviour=lists([*items, *ITEMS]),
        outcome="changed",
        new=(items[0].title,),
        is_quick=True,
    )
