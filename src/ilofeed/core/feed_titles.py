"""Make the title of a feed from the headings of its page, so that it differs from those of other feeds. Pure.

A page calls itself "News" in its heading, and "News | Employment | Site 12" in its title element. A reader shows the
feed beside a hundred others, so its title is "News · Employment · Site 12". Title elements have the page and the site
in either order; the heading, the metadata and the name of the host show which is which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import count

from ilofeed.core import host_names
from ilofeed.core.lazy_pattern import LazyPattern
from ilofeed.core.models import Extraction
from ilofeed.core.text import fold

#: Between the parts of a title: page, section, site.
SEPARATOR = " · "
#: The longest title that is made of parts.
LIMIT = 120

_MAX_PART_LENGTH = 80
# A hyphen, dash or colon within words, and "·" in a Catalan word, separate nothing. In Chinese and Japanese there are
# no blanks around a dash or an underscore.
_CJK = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_BETWEEN = LazyPattern(
    r"\s*(?:[|\uff5c\u00a6]|::|>>|<<|[\u203a\u2039](?=\s)|\s[\u00bb\u00ab](?=\s))+\s*"
    r"|\s+[-\u2013\u2014\u2015~/<>\u2190\u2192\u00b7\u2022\u2219\u22c5]+\s+"
    rf"|(?<={_CJK})[-_\u2013\u2014\u2015](?={_CJK})"
)
_QUOTED = LazyPattern("\u00ab[^\u00ab\u00bb]*\u00bb|\u00bb[^\u00ab\u00bb]*\u00ab")
_EDGE = " \t\u200e\u200f\u061c"
# The page above all others, in no title of use.
_HOME = frozenset(
    (
        "home",
        "homepage",
        "home page",
        "accueil",
        "inicio",
        "início",
        "startseite",
        "strona główna",
        "главная",
        "الرئيسية",
        "首页",
        "ホーム",
    )
)
_MOST_WORDS_OF_PLAIN = 2
_LONGEST_PLAIN = 24
_SHORTEST_NAME = 3


def feed_title(page: Extraction, url: str) -> str:
    """Return the title of a feed of *page*, which is watched at *url*; empty if the page has none.

    A title as plain as "News", beside which the page names no site, is followed by the host.
    """
    title = _joined(_parts_of(page, url))
    has_site = SEPARATOR in title or _is_name_of_host(title, url)
    # The title of a feed is meant to be shown beside those of others, so that only a single word is too plain.
    most_words = _MOST_WORDS_OF_PLAIN if page.page_title else 1
    is_plain = len(title.split()) <= most_words and len(title) <= _LONGEST_PLAIN
    return _with(title, host_names.shown(url)) if title and is_plain and not has_site else title


def told_apart(titles: Sequence[tuple[str, str, str]], known: Collection[str]) -> list[str]:
    """Return a title for each of the new feeds *titles*, unlike each other and those *known*.

    Each is a title, the address of the page, and the slug of the feed. A title that others have too is followed by
    the host, or by the slug where that makes no difference.
    """
    taken = Counter(map(fold, (*known, *(title for title, _, _ in titles))))
    hosted = [_with(title, host_names.shown(url)) for title, url, _ in titles]
    # Each with the titles that others want as well, so that the result does not depend on the order.
    wanted = taken + Counter(map(fold, hosted))
    used = {*taken}
    made: list[str] = []
    for (title, _, slug), with_host in zip(titles, hosted, strict=True):
        if title and taken[fold(title)] > 1:
            chosen = with_host if wanted[fold(with_host)] == 1 else _unused(_with(title, slug), used)
            used.add(fold(chosen))
            made.append(chosen)
        else:
            made.append(title)
    return made


def _parts_of(page: Extraction, url: str) -> list[str]:
    """Return the title of *page* in parts, from the page to its site."""
    heading, site = page.title.strip(_EDGE), page.site_name.strip(_EDGE)
    parts = [part for part in _split(page.page_title) if fold(part) not in _HOME]

    def is_site(part: str) -> bool:
        return fold(part) == fold(site) if site else _is_name_of_host(part, url)

    found = _around(heading, parts)
    if found is None:
        # The title element calls the page otherwise: only its site counts.
        return [heading, next(filter(is_site, parts), site or parts[-1])]
    name, before, after = found
    others = [*before, *after]
    if not others:
        return [name, site]
    if is_site(name) and not any(map(is_site, others)):
        # The heading is the logo of the site.
        return [after[0] if after else before[-1], name]
    chosen = next(filter(is_site, others), after[-1] if after else before[0])
    # The section is beside the page.
    section = after[:1] if chosen in after else before[-1:]
    return [name, *(part for part in section if part != chosen), chosen]


def _around(heading: str, parts: Sequence[str]) -> tuple[str, Sequence[str], Sequence[str]] | None:
    """Return the name of the page, and what the title element has before and after it; None if it lacks the heading."""
    if not heading or not parts:
        return (parts[0], (), parts[1:]) if parts else (heading, (), ())
    own = [fold(part) for part in _split(heading)]
    folded = [fold(part) for part in parts]
    for at in range(len(parts) - len(own) + 1):
        if folded[at : at + len(own)] == own:
            return heading, parts[:at], parts[at + len(own) :]
    for at, part in enumerate(folded):
        if _contains(fold(heading), part):
            return heading, parts[:at], parts[at + 1 :]
        # "News from Wexcombe" with the heading "News".
        if len(part) <= _MAX_PART_LENGTH and _contains(part, fold(heading)):
            return parts[at], parts[:at], parts[at + 1 :]
    return None


def _split(title: str) -> list[str]:
    """Return the parts of *title*; quotes in « and » separate nothing."""
    quoted = [match.span() for match in _QUOTED.finditer(title)]
    parts, at = [], 0
    for match in _BETWEEN.finditer(title):
        if not any(start < match.end() and match.start() < end for start, end in quoted):
            parts.append(title[at : match.start()])
            at = match.end()
    stripped = (part.strip(_EDGE) for part in (*parts, title[at:]))
    return [part for part in stripped if any(map(str.isalpha, part))]


def _joined(parts: Sequence[str]) -> str:
    """Join *parts*, without those that the first ones contain, or that are too long for a title."""
    title = ""
    for at, part in enumerate(parts):
        if not title:
            title = part
        elif at == len(parts) - 1 or len(SEPARATOR.join((title, *parts[at:]))) <= LIMIT:
            title = _with(title, part)
    return title


def _with(title: str, part: str) -> str:
    """Return *title*, followed by *part* unless it contains that."""
    if not part or _contains(fold(title), fold(part)) or len(part) > _MAX_PART_LENGTH:
        return title
    longer = f"{title}{SEPARATOR}{part}"
    return longer if len(longer) <= LIMIT else title


def _contains(text: str, part: str) -> bool:
    """Return whether the folded *part* is in the folded *text*, as whole words."""
    return bool(part) and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None


def _is_name_of_host(part: str, url: str) -> bool:
    """Return whether *part* names the host of *url*: "ILO" and "International Labour Organization" at ilo.org."""
    words = re.findall(r"\w+", fold(part))
    together, initials = "".join(words), "".join(word[0] for word in words)
    label = re.sub(r"\W|_", "", host_names.labels(url)[-1])
    is_part = len(label) >= _SHORTEST_NAME and (label in (together, initials) or label in words)
    return is_part or (len(together) >= _SHORTEST_NAME and together in label)


def _unused(title: str, used: Collection[str]) -> str:
    if fold(title) not in used:
        return title
    return next(made for number in count(2) if fold(made := f"{title} {number}") not in used)
