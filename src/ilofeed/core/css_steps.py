"""The steps of a selector, and their conditions in a form that soupsieve 2 and 4 read alike."""

from __future__ import annotations

import re

from msgspec import Struct

_PLAIN = re.compile(r"[-\w]|[^\x00-\x9f]", re.ASCII)


# HTML defines that the values of these attributes are compared without regard to case.
# https://html.spec.whatwg.org/multipage/semantics-other.html#case-sensitivity-of-selectors
_ANY_CASE = frozenset(
    "accept accept-charset align alink axis bgcolor charset checked clear codetype color compact declare defer dir"
    " direction disabled enctype face frame hreflang http-equiv lang language link media method multiple nohref"
    " noresize noshade nowrap readonly rel rev rules scope scrolling selected shape target text type valign"
    " valuetype vlink".split()
)


class Step(Struct, frozen=True, kw_only=True):
    """The conditions on one element, and its relation to the element of the step before."""

    combinator: str  #: a space, ``>``, ``+`` or ``~``; empty for a first step
    simple: str  #: the conditions for soupsieve; ``*`` where there are none
    is_scope: bool = False  #: whether it is the element that is searched
    nested: tuple[Nested, ...] = ()
    looks_beyond: bool = False  #: whether *simple* is about more than the start tag of the element
    named: tuple[str, str] = ("", "")  #: kind and name of a condition: an id, a class, an attribute or a type


Chain = tuple[Step, ...]


class Nested(Struct, frozen=True, kw_only=True):
    """A condition that contains selectors."""

    name: str  #: ``is``, ``not`` or ``has``
    chains: tuple[Chain, ...]


class Parsed(Struct, frozen=True, kw_only=True):
    """A selector."""

    chains: tuple[Chain, ...]
    counts_neighbours: bool  #: whether it counts siblings, at quadratic cost
    asks_scope: bool  #: whether its result depends on the searched element
    asks_language: bool  #: whether it asks for a language, which the head of the page may declare
    attributes: frozenset[str]  #: names of the attributes that it asks for, in lower case

    @property
    def simple(self) -> str | None:
        """The whole selector for soupsieve, or None if steps between elements remain."""
        return simple(self.chains)


def simple(chains: tuple[Chain, ...]) -> str | None:
    """Write *chains* for soupsieve. Return None if steps between elements remain."""
    written = []
    for first, *more in chains:
        inner = [None if nested.name == "has" else simple(nested.chains) for nested in first.nested]
        if more or first.is_scope or None in inner:
            return None
        conditions = (f":{nested.name}({css})" for nested, css in zip(first.nested, inner, strict=True))
        written.append(first.simple + "".join(conditions))
    return ", ".join(written)


def identifier(name: str) -> str:
    """Write *name*, with escapes where they are needed.

    Version 2 reads an escaped character quickly if it is not a hexadecimal digit.
    """
    first = re.match(r"-?(?=[0-9])", name, re.ASCII)
    if name == "-":
        return "\\-"
    if first:
        at = first.end()
        return f"{name[:at]}\\{ord(name[at]):x} {_escaped(name[at + 1 :])}"
    return _escaped(name)


def _escaped(name: str) -> str:
    return "".join(character if _PLAIN.match(character) else f"\\{character}" for character in name)


def quoted(value: str) -> str:
    """Return *value* as a CSS string in double quotes."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def attribute(name: str, operator: str, value: str, case: str) -> str:
    """Write a condition on an attribute."""
    flag = " i" if case == "i" or (not case and name.lower() in _ANY_CASE) else f" {case}" if case else ""
    if operator == "!=":
        return f":not({attribute(name, '=', value, case)})"
    written = f"[{identifier(name)}{operator}{quoted(value)}{flag}]"
    if operator in ("=", "$=", "|="):
        # Version 2 also accepts a value with a line end after it.
        same = "$=" if operator == "$=" else "="
        written += f':not([{identifier(name)}{same}{quoted(value)[:-1]}\\a "{flag}])'
    return written
