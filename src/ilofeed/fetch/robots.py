"""Find the rules of a robots.txt that apply to one robot (RFC 9309 section 2.2), and check an address by them. Pure.

Common parsers accept a group whose name is part of the robot's: they use the groups "i" and "ilo" for
"ilofeed". They also lose the first group after a byte order mark. They still decide which URLs a rule
forbids.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ilofeed.core.errors import FetchError
from ilofeed.core.lazy_pattern import LazyPattern

if TYPE_CHECKING:
    from protego import Protego

#: The product token by which the rules are chosen (RFC 9309 section 2.2.1).
NAME = "ilofeed"

_USER_AGENT = LazyPattern(r"user[- ]?agent(?:\s*:|\s)\s*(.*)", re.IGNORECASE)
# A rule ends the list of robots at the start of a group; an unknown line does not.
_RULE = LazyPattern(
    r"(?:allow|d[ia]+s+al+[ao]w|crawl[- ]delay|request[- ]rate|visit[- ]time)(?:\s*:|\s)", re.IGNORECASE
)
_TOKEN = LazyPattern(r"[A-Za-z_-]+|\*(?!\S)")


def rules_for(name: str, text: str) -> str:
    """Return the rules in *text* for the robot *name*, as a robots.txt with one group for all robots.

    These are the rules of all groups whose product token is *name*, in any case; without such a group,
    those of all groups for "*". Empty if there are none.
    """
    found: dict[str, list[str]] = {}
    tokens: list[str] = []
    is_list_of_robots = False
    for line in re.split(r"\r\n?|\n", text.removeprefix("\ufeff")):
        content = line.partition("#")[0].strip()
        if agent := _USER_AGENT.match(content):
            token = _TOKEN.match(agent[1])
            tokens = [*(tokens if is_list_of_robots else ()), token[0].lower() if token else ""]
            is_list_of_robots = True
            found.setdefault(tokens[-1], [])
        elif content:
            is_list_of_robots = is_list_of_robots and not _RULE.match(content)
            for each in set(tokens):
                found[each].append(content)
    rules = found.get(name.lower(), found.get("*", []))
    return "\n".join(("User-agent: *", *rules)) if rules else ""


def check(url: str, text: str) -> Protego | None:
    """Return the rules of *text*, the robots.txt of the host of *url*, for us. Raises FetchError if they forbid *url*.

    None if there are no rules for us.
    """
    rules = rules_for(NAME, text)
    if not rules:
        return None
    from protego import Protego  # noqa: PLC0415 - most sites have no rules for us

    parse: Callable[[str], Protego] = Protego.parse
    parsed = parse(rules)
    if not parsed.can_fetch(url, NAME):
        raise FetchError(
            "robots", f"robots.txt of {urlsplit(url).netloc.lower()} asks programs to leave {url} alone"
        )
    return parsed
