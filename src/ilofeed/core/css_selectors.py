"""Parse CSS selectors into steps from element to element, each written so that soupsieve 2 and 4 agree on it.

soupsieve 4 needs Python 3.11.5, which Debian 12 does not have. The two versions differ in the selectors that
they accept, in their error messages, in the case of attribute values and in line ends after these values.
Neither limits the time that a selector takes on a page, so `css_match` follows the steps itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ilofeed.core.css_scanner import SPACE, Scanner, SelectorError
from ilofeed.core.css_steps import Chain, Nested, Parsed, Step, attribute, identifier, quoted, simple

#: Longest selector that is accepted, in characters.
LENGTH_LIMIT = 300

_OPERATOR = re.compile(r"[~|^$*!]?=")
_NTH = re.compile(
    r"([+-]?\d{0,6})n(?:\s*([+-])\s*(\d{1,6}))?|([+-]?\d{1,6})|(even)|(odd)", re.IGNORECASE | re.ASCII
)
_SCOPE = ":scope"
_DEEPEST = 20

_SIMPLE = frozenset(
    "any-link empty first-child first-of-type last-child last-of-type link only-child only-of-type root scope"
    # States that only a browser has: they match nothing.
    " active focus focus-visible focus-within hover target target-within visited".split()
)
_OF_FORMS = frozenset(
    "checked default disabled enabled in-range indeterminate optional out-of-range placeholder-shown read-only"
    " read-write required".split()
)
_OF_SELECTORS = {"has": "has", "is": "is", "matches": "is", "not": "not", "where": "is"}
# Name in the configuration -> name for soupsieve. Both versions warn of ``:contains``.
_OF_WORDS = {
    "-soup-contains": "-soup-contains",
    "-soup-contains-own": "-soup-contains-own",
    "contains": "-soup-contains",
    "lang": "lang",
}
# The fewest elements have the first.
_NAMED = ("id", "class", "attribute", "type")
# These are about a start tag alone.
_LINKS = (":any-link", ":link")
_NTH_CHILD = frozenset(("nth-child", "nth-last-child"))
_NTH_OF_TYPE = frozenset(("nth-of-type", "nth-last-of-type"))
_NEIGHBOURS = re.compile(r"(?:nth|first|last|only)-")


def check(selector: str) -> str | None:
    """Return what is wrong with *selector*, as a part of a sentence, or None."""
    try:
        parse(selector)
    except SelectorError as error:
        return str(error)
    return None


@lru_cache(maxsize=256)
def parse(css: str) -> Parsed:
    """Parse *css*. Raises SelectorError."""
    if len(css) > LENGTH_LIMIT:
        raise SelectorError(f"it is longer than {LENGTH_LIMIT} characters")
    scanner = Scanner(css)
    parser = _Parser(scanner)
    chains = parser.selectors()
    if scanner.at < len(css):
        scanner.fail()
    return Parsed(
        chains=chains,
        counts_neighbours=parser.counts_neighbours,
        asks_scope=parser.asks_scope,
        asks_language=parser.asks_language,
        attributes=frozenset(parser.attributes),
    )


class _Parser:
    """A parser that reads a selector from left to right."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self.counts_neighbours = False
        self.asks_scope = False
        self.asks_language = False
        self.attributes: set[str] = set()
        self._within: list[str] = []  #: the pseudo-classes around this position

    def selectors(self) -> tuple[Chain, ...]:
        """Read selectors with commas between them, up to the first character that belongs to none of them."""
        chains = [self._selector()]
        while self._scanner.take(","):
            chains.append(self._selector())
        return tuple(chains)

    def _selector(self) -> Chain:
        """Read compounds with combinators between them."""
        self._scanner.skip_space()
        in_has = bool(self._within) and self._within[-1] == "has"
        chain = [self._compound((self._combinator() or " ") if in_has else "")]
        while combinator := self._combinator():
            chain.append(self._compound(combinator))
        return tuple(chain)

    def _combinator(self) -> str:
        """Read the combinator here, with the space around it. Return an empty string if the selector ends."""
        spaced = self._scanner.skip_space()
        for mark in (">", "+", "~"):
            if self._scanner.take(mark):
                self._scanner.skip_space()
                return mark
        ends = self._scanner.at == len(self._scanner.css) or self._scanner.css[self._scanner.at] in ",)"
        return " " if spaced and not ends else ""

    def _compound(self, combinator: str) -> Step:
        """Read a type and the further conditions on the same element."""
        begun = self._scanner.at
        names: dict[str, str] = {}
        simple = self._type(names)
        nested: list[Nested] = []
        is_scope = looks_beyond = False
        at = self._scanner.at
        while (part := self._part(names)) is not None:
            if isinstance(part, Nested):
                nested.append(part)
            elif part == _SCOPE:
                is_scope = self.asks_scope = True
                if "has" in self._within:
                    raise SelectorError("':scope' within ':has()' is not supported: it begins at its element")
            else:
                simple += part
                looks_beyond |= self._scanner.css[at] == ":" and part not in _LINKS
            at = self._scanner.at
        if at == begun:
            self._scanner.fail()
        return Step(
            combinator=combinator,
            simple=simple or "*",
            is_scope=is_scope,
            nested=tuple(nested),
            looks_beyond=looks_beyond,
            named=next(
                ((kind, names[kind]) for kind in ("id", "class", "attribute", "type") if kind in names), ("", "")
            ),
        )

    def _type(self, names: dict[str, str]) -> str:
        """Read a type, and note it among the *names* of the element."""
        if self._scanner.take("*"):
            return "*"
        if name := self._scanner.name():
            names["type"] = name
        return identifier(name) if name else ""

    def _part(self, names: dict[str, str]) -> str | Nested | None:
        """Read one condition, and note an id or a class among the *names* of the element."""
        for mark, attribute_name in (("#", "id"), (".", "class")):
            if self._scanner.take(mark):
                name = self._scanner.required_name()
                self.attributes.add(attribute_name)
                names.setdefault(attribute_name, name)
                return mark + identifier(name)
        if self._scanner.take("["):
            return self._attribute(names)
        if self._scanner.take(":"):
            return self._pseudo_class()
        return _SCOPE if self._scanner.take("&") else None

    def _attribute(self, names: dict[str, str]) -> str:
        self._scanner.skip_space()
        name = self._scanner.required_name()
        self.attributes.add(name.lower())
        self._scanner.skip_space()
        operator = _OPERATOR.match(self._scanner.css, self._scanner.at)
        if operator is None or operator[0] != "!=":
            names.setdefault("attribute", name)
        if operator is None:
            self._scanner.close("]")
            return f"[{identifier(name)}]"
        self._scanner.at = operator.end()
        self._scanner.skip_space()
        value = self._scanner.string_or_name()
        if (
            self._scanner.at < len(self._scanner.css)
            and self._scanner.css[self._scanner.at] not in " \t\r\n\f]"
            and not SPACE.match(self._scanner.css, self._scanner.at)
        ):
            raise SelectorError(f"the value of [{name}] needs quotes")
        self._scanner.skip_space()
        case = self._scanner.name().lower()
        if case not in ("", "i", "s"):
            raise SelectorError(f"{case!r} after the value of [{name}] is neither 'i' nor 's'")
        self._scanner.close("]")
        return attribute(name, operator[0], value, case)

    def _pseudo_class(self) -> str | Nested:
        if self._scanner.css.startswith(":", self._scanner.at):
            raise SelectorError("'::' begins a pseudo-element, which is in no page")
        name = self._scanner.required_name().lower()
        if self._scanner.take("("):
            written = self._with_arguments(name)
            self._scanner.close(")")
            return written
        self._look_at(name)
        if f":{name}" in _LINKS:
            self.attributes.add("href")
        if name in _OF_FORMS:
            raise SelectorError(f"':{name}' is about forms, which are not read")
        if name not in _SIMPLE:
            raise SelectorError(f"':{name}' is not supported")
        return f":{name}"

    def _with_arguments(self, name: str) -> str | Nested:
        self._look_at(name)
        self._scanner.skip_space()
        if name in _OF_SELECTORS:
            return Nested(name=_OF_SELECTORS[name], chains=self._inner(name))
        if name in _OF_WORDS:
            self.asks_language |= name == "lang"
            words = [self._word()]
            while self._scanner.take(","):
                words.append(self._word())
            return f":{_OF_WORDS[name]}({', '.join(words)})"
        if name in _NTH_CHILD or name in _NTH_OF_TYPE:
            return self._nth(name)
        raise SelectorError(f"':{name}()' is not supported")

    def _inner(self, name: str) -> tuple[Chain, ...]:
        """Read the selectors in the brackets of the pseudo-class *name*."""
        if name == "has" and "has" in self._within:
            raise SelectorError("':has()' within ':has()' is no CSS")
        if len(self._within) == _DEEPEST:
            raise SelectorError("it nests too deep")
        self._within.append(name)
        chains = self.selectors()
        self._within.pop()
        return chains

    def _word(self) -> str:
        self._scanner.skip_space()
        word = self._scanner.string_or_name()
        self._scanner.skip_space()
        return quoted(word)

    def _nth(self, name: str) -> str:
        match = _NTH.match(self._scanner.css, self._scanner.at)
        if match is None:
            self._scanner.fail()
        self._scanner.at = match.end()
        step, sign, offset, place, even, odd = match.groups()
        if even or odd or step is None:
            wanted = (even or odd or str(int(place))).lower()
        else:
            wanted = f"{int(step + '1' if step in ('', '+', '-') else step)}n{sign or '+'}{int(offset or 0)}"
        of = ""
        if (
            self._scanner.skip_space()
            and name in _NTH_CHILD
            and self._scanner.css[self._scanner.at : self._scanner.at + 2].lower() == "of"
        ):
            self._scanner.at += 2
            if not self._scanner.skip_space():
                self._scanner.fail()
            condition = simple(self._inner(name))
            if condition is None:
                raise SelectorError(f"within ':{name}()' neither combinators nor ':has()' are supported")
            of = f" of {condition}"
        return f":{name}({wanted}{of})"

    def _look_at(self, name: str) -> None:
        self.counts_neighbours |= _NEIGHBOURS.match(name) is not None
