"""The markup of a page gets the body that browsers give it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from ilofeed.extract.markup import parsable

FIRST = ["main", "section", "article", "nav", "header", "details", "time", "button", "x-list", "link-list", "svg"]


def tree(markup: str) -> str:
    return str(BeautifulSoup(parsable(markup), "lxml"))


@pytest.mark.parametrize("name", FIRST)
def test_a_body_begins_with_any_element_that_does_not_belong_to_the_head(name: str) -> None:
    assert tree(f"<title>T</title>\n<{name}>a</{name}>") == (
        f"<html><head><title>T</title>\n</head><body><{name}>a</{name}></body></html>"
    )


@pytest.mark.parametrize(
    "head",
    [
        "<meta content='a > b'>",
        '<link rel=x title="a > b"/>',
        "<base href=/>",
        "<title><main></title>",
        "<style>main > p { }</style>",
        "<SCRIPT>'<main>'</SCRIPT >",
        "<script>a</script><script>b</script>",
        "<noscript><link rel=x></noscript>",
        "<!-- <main> -->",
        "<template><main>a</main></template>",
        "</p>",
        "<head ><meta>",
    ],
)
def test_what_belongs_to_the_head_stays_in_it(head: str) -> None:
    soup = BeautifulSoup(
        parsable(f"<!doctype html><html lang=en><title>T</title>{head}<meta name=last><main id=m>x"), "lxml"
    )

    assert soup.body is not None
    assert [tag.get("id") for tag in soup.body.find_all()] == ["m"]
    assert soup.head is not None
    assert soup.head.find("meta", attrs={"name": "last"})


@pytest.mark.parametrize(
    ("void", "attributes"),
    [
        ("<source srcset='/a.jpg 1x' media='(width > 9px)'>", {"srcset": "/a.jpg 1x", "media": "(width > 9px)"}),
        ("<source srcset=/a.jpg>", {"srcset": "/a.jpg"}),
        ("<SOURCE\nsrcset=/a.jpg />", {"srcset": "/a.jpg"}),
        ("<source/>", {}),
        ("<track src=/a>", {"src": "/a"}),
        ("<embed src=/a hidden>", {"src": "/a", "hidden": ""}),
    ],
)
def test_an_element_without_content_holds_nothing(void: str, attributes: dict[str, str]) -> None:
    soup = BeautifulSoup(parsable(f"<div>{void}<img>x</div>"), "lxml")

    assert soup.div is not None
    tags = soup.div.find_all(recursive=False)
    assert [tag.attrs for tag in tags] == [attributes, {}]
    assert [str(tag.contents) for tag in tags] == ["[]", "[]"]
    assert soup.div.get_text() == "x"


@pytest.mark.parametrize(
    "markup",
    [
        "<title>T</title><x-pixel></x-pixel></head><body class=a><p>b",
        "<head><title>T</title><BODY\nid=a><main>b",
        "<title>T</title><frameset><frame></frameset>",
        "<title>T",
        "<script>'<main>'",
        "<template><template></template><main>a</main></template><main>b",
        "<title>T</title>words <main>a",
    ],
)
def test_markup_is_left_alone_if_it_has_a_body_or_no_certain_place_for_one(markup: str) -> None:
    assert parsable(markup) == markup


@pytest.mark.parametrize(
    "part",
    ["<title>", "<title></title>", "<script>", "<!--", '<meta a="', "<template>", "<template></template>", "</p"],
)
def test_each_character_of_a_hostile_head_is_read_few_times(part: str) -> None:
    text = part * (400_000 // len(part))

    assert parsable(text).endswith(part)
