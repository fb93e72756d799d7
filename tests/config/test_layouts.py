"""A change of config.toml by program leaves every byte outside of the changed table as it was, in any layout."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from ilofeed.config.writer import with_selectors, with_source
from ilofeed.core.errors import ConfigError

MARK = "\ufeff"
NEW = {"item": 'li[class="x"]', "title": "h3 > a", "summary": "p\\ß\x7f"}
KEYS = {"slug": "new", "url": "https://example.org/new", "title": 'The "new" one\'s'}

comments = st.sampled_from(
    ["", "", "# a remark\n", "\n", "  # [[source]] = 'x\"\n", "#\n\n", '# slug = "target"\n', "\t\n"]
)
tails = st.sampled_from(["", "", "  # why", " # ] } \" '", "\t"])
values = st.sampled_from(
    [
        '"plain"',
        "'literal \\ # no comment'",
        '"quoted \\" # \\\\"',
        '"""two\nlines # no comment ""x"""',
        "'''a\n[[source]]\n'''",
    ]
)


class Part(Struct, frozen=True):
    """A piece of the file, and which table it belongs to."""

    owner: str
    text: str


@st.composite
def keys(draw: st.DrawFn, owner: str, lines: list[str]) -> list[Part]:
    """Lines of a table in any order, with remarks between and behind them."""
    parts = []
    for line in draw(st.permutations(lines)):
        indent = draw(st.sampled_from(["", "", "  "]))
        parts.append(Part(owner, f"{draw(comments)}{indent}{line}{draw(tails)}\n"))
    return parts


@st.composite
def others(draw: st.DrawFn, number: int) -> list[Part]:
    """A table that is no source, or nothing."""
    name = f"other{number}"
    header = draw(st.sampled_from([f"[{name}]", f"[ {name} . 'x.y' ]", f"[[{name}]]", f'["{name}"] # [source]']))
    lines = [
        f"a = {draw(values)}",
        'b = [ 1, # one ]\n  "x]", { c = "}" } ]',
        "c.d = { slug = 'target', e = [[1], []] }",
        '"k = v" = 1979-05-27T07:32:00Z',
    ]
    count = draw(st.integers(0, len(lines)))
    return [Part(name, f"{draw(comments)}{header}\n"), *draw(keys(name, lines[:count]))]


@st.composite
def sources(draw: st.DrawFn, slug: str) -> list[list[Part]]:
    """The tables of a ``[[source]]``: one, or two where its selectors have a table of their own."""
    header = draw(st.sampled_from(["[[source]]", "[[ source ]]", '[["source"]]', "[['source']]  # mine"]))
    name = draw(st.sampled_from(["slug", '"slug"', "'slug'"]))
    lines = [f"{name} = {json.dumps(slug)}", f"title = {draw(values)}"]
    lines += draw(st.sampled_from([[], ['profile = "auto"'], ["'profile' = '''text'''"]]))
    form = draw(st.sampled_from(["none", "table", "inline", "dotted"]))
    css = draw(st.sampled_from([["item", "title"], ["item", "title", "date", "next"], ["item"]]))
    if form == "inline":
        lines.append(f"selectors = {{ {', '.join(f'{name} = {json.dumps(name)}' for name in css)} }}")
    if form == "dotted":
        lines += [f"selectors . {name} = {json.dumps(name)}" for name in css]
    tables = [[Part(slug, f"{draw(comments)}{header}\n"), *draw(keys(slug, lines))]]
    if form == "table":
        header = draw(st.sampled_from(["[source.selectors]", "[ source . 'selectors' ] # [[source]]"]))
        own = draw(keys(slug, [f"{name} = {json.dumps(name)}" for name in css]))
        tables.append([Part(slug, f"{draw(comments)}{header}\n"), *own])
    return tables


@st.composite
def files(draw: st.DrawFn) -> tuple[list[Part], bool, bool, bool]:
    """A file in parts, and whether it has a mark, CRLF, and no line break at its end."""
    tables: list[list[Part]] = []
    for number, slug in enumerate(draw(st.permutations(["target", "first", "last"]))):
        own = draw(sources(slug))
        tables += draw(others(number)), own[0]
        if draw(st.booleans()):
            tables.append(draw(others(number + 10)))
        tables += own[1:]
    parts = [part for table in tables for part in table]
    parts.append(Part("end", draw(st.sampled_from(["", "# the end\n", "\n\n"]))))
    return parts, draw(st.booleans()), draw(st.booleans()), draw(st.booleans())


def assembled(parts: list[Part], *, mark: bool, crlf: bool, cut: bool) -> list[Part]:
    """The parts as they are in the file."""
    found = [
        Part(part.owner, part.text.replace("\n", "\r\n") if crlf else part.text) for part in parts if part.text
    ]
    if cut:
        found[-1] = Part(found[-1].owner, found[-1].text.rstrip("\r\n"))
    return [Part("mark", MARK), *found] if mark else found


@given(files())
def test_selectors_change_the_table_of_their_source_and_not_a_byte_beside_it(
    file: tuple[list[Part], bool, bool, bool],
) -> None:
    parts, mark, crlf, cut = file
    there = assembled(parts, mark=mark, crlf=crlf, cut=cut)
    old = "".join(part.text for part in there)

    new = with_selectors(old, "target", NEW)

    wanted = deepcopy(tomllib.loads(old.removeprefix(MARK)))
    next(each for each in wanted["source"] if each["slug"] == "target").update(profile="selectors", selectors=NEW)
    assert tomllib.loads(new.removeprefix(MARK)) == wanted
    at = 0
    runs = [
        "".join(part.text for part in run)
        for own, run in groupby(there, lambda part: part.owner == "target")
        if not own
    ]
    for number, run in enumerate(runs):
        at = new.index(run, at) if number or there[0].owner == "target" else 0
        assert new[at : at + len(run)] == run
        at += len(run)
    if there[-1].owner != "target":
        assert new.endswith(runs[-1])
    assert ("\n" in new.replace("\r\n", "")) is ("\n" in old.replace("\r\n", "") or not crlf)
    remarks = [
        line
        for part in there
        if part.owner == "target"
        for line in part.text.splitlines()
        if line.strip()[:1] == "#"
    ]
    assert [line for line in remarks if line not in new] == []
    assert with_selectors(new, "target", NEW) == new


@given(files())
def test_a_source_is_added_behind_every_byte_that_was_there(file: tuple[list[Part], bool, bool, bool]) -> None:
    parts, mark, crlf, cut = file
    old = "".join(part.text for part in assembled(parts, mark=mark, crlf=crlf, cut=cut))

    new = with_source(old, KEYS)

    assert new.startswith(old)
    assert tomllib.loads(new.removeprefix(MARK))["source"][-1] == KEYS


elements = st.sampled_from(
    [
        '{slug = "a", url = "u, v"}',
        "{ slug = 'b', selectors = { item = \"}\" }, profile = 'x' }",
        '{slug = "c", selectors.item = "li", selectors . title = "a"}',
    ]
)


@st.composite
def arrays(draw: st.DrawFn) -> tuple[list[str], str]:
    """Sources in one array: the elements, and the whole file with one ``%s`` for each."""
    found = draw(st.lists(elements, min_size=1, max_size=3, unique=True))
    line = draw(st.sampled_from(["", " ", "\n", "\n  ", " # remark, {\n  "]))
    text = f"{line}%s".join(["", *[draw(st.sampled_from(["", " ", " # }, ]\n"])) + "," for _ in found[1:]], ""])
    end = draw(st.sampled_from(["", ",", " # last\n", ", # last\n", "\n", "\n,\n"]))
    return found, f"# begin\nsource = [{text}{end}] # all\n[ilofeed]\n  interval='2h'"


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@given(arrays())
def test_sources_in_one_array_are_changed_in_place(line_break: str, array: tuple[list[str], str]) -> None:
    found, text = array
    old = (text % tuple(found)).replace("\n", line_break)
    slug = tomllib.loads(f"x = {found[-1]}")["x"]["slug"]

    new = with_selectors(old, slug, NEW)

    wanted = tomllib.loads(old)
    wanted["source"][-1] |= {"profile": "selectors", "selectors": NEW}
    assert tomllib.loads(new) == wanted
    before, _, after = old.rpartition(found[-1])
    assert new.startswith(before)
    assert new.endswith(after)


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@given(arrays())
def test_one_more_source_in_an_array_moves_nothing(line_break: str, array: tuple[list[str], str]) -> None:
    found, text = array
    old = (text % tuple(found)).replace("\n", line_break)

    new = with_source(old, KEYS)

    assert tomllib.loads(new)["source"] == [*tomllib.loads(old)["source"], KEYS]
    rest = iter(new)
    assert all(character in rest for character in old), "what was there is there, in its order"
    assert new.count("#") == old.count("#")
    assert ("\n" in new.replace("\r\n", "")) is ("\n" in old.replace("\r\n", ""))


def test_an_empty_array_gets_its_first_source() -> None:
    assert tomllib.loads(with_source("source = [ ] # none", KEYS)) == {"source": [KEYS]}


def test_what_cannot_be_changed_is_left_alone() -> None:
    with pytest.raises(ConfigError, match="not valid TOML"):
        with_selectors("[[source]\nslug = 1", "a", NEW)


def test_a_layout_that_is_not_known_is_refused_and_nothing_is_guessed() -> None:
    old = '[[source]]\nslug = "a"\n[source.selectors.more]\nx = 1\n'

    with pytest.raises(ConfigError, match="by hand"):
        with_selectors(old, "a", NEW)


def test_a_changed_table_reads_as_if_changed_by_hand() -> None:
    old = (
        "[[source]]  # the office\n"
        'slug = "a"\n'
        'profile = "auto"  # for now\n'
        "\n"
        "# The list is in the second column.\n"
        "  [source.selectors]\n"
        '  item = "li"  # each\n'
        '  date = "time"\n'
        "\n"
        "# The others\n"
        "[[source]]\n"
        'slug = "b"\n'
    )

    new = with_selectors(old, "a", {"item": "article", "title": "h3"})

    assert new == (
        "[[source]]  # the office\n"
        'slug = "a"\n'
        'profile = "selectors"  # for now\n'
        "\n"
        "# The list is in the second column.\n"
        "  [source.selectors]\n"
        '  item = "article"  # each\n'
        'title = "h3"\n'
        "\n"
        "# The others\n"
        "[[source]]\n"
        'slug = "b"\n'
    )


def test_a_source_without_selectors_gets_them_behind_its_last_key() -> None:
    new = with_selectors('[[source]]\nslug = "a"\n# The others\n[[source]]\nslug = "b"\n', "a", {"item": "li"})

    assert new == (
        '[[source]]\nslug = "a"\nprofile = "selectors"\n[source.selectors]\nitem = "li"\n'
        '# The others\n[[source]]\nslug = "b"\n'
    )


def test_a_new_element_of_an_array_is_below_the_comment_on_the_one_before() -> None:
    new = with_source('source = [\n  {slug = "a"}, # the office\n  # the end\n]\n', {"slug": "b"})

    assert new == 'source = [\n  {slug = "a"}, # the office\n  {slug = "b"},\n  # the end\n]\n'
