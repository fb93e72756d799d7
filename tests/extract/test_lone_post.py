"""The archive of a month with one post is a list of one; an article page is none."""

from __future__ import annotations

import pytest

from extract.list_pages import read, refusal

POST = (
    "<article><h2><a href=/d/weir>The weir is repaired before autumn</a></h2><p><time>28 May 2024</time> By "
    "<a href=/by/ada>Ada Fenwick-Moss</a> <a href=/d/weir#c>2 Comments</a></p></article>"
)


def test_the_one_post_below_the_title_of_an_archive_is_read_and_not_its_writer() -> None:
    found = read(f"<h1>Archive for May 2024</h1><main>{POST}</main>")

    assert [(item.title, str(item.published)) for item in found.items] == [
        ("The weir is repaired before autumn", "2024-05-28")
    ]


@pytest.mark.parametrize(
    "page",
    [
        POST,
        POST.replace("h2>", "h1>"),
        f"<h1>Archive</h1>{POST.replace('<time>', '<i>').replace('</time>', '</i>')}",
        f"<h1>Archive</h1>{POST.replace('/d/weir>', '/news>')}",
        f"<h1>Archive</h1>{POST.replace('article', 'div')}",
        f"{POST}<h1>Archive</h1>",
        f"<h1>Archive</h1><aside>{POST}</aside>",
    ],
    ids=["no title", "its own title", "no time", "links to the page", "no article", "title below", "beside"],
)
def test_less_evidence_is_refused(page: str) -> None:
    assert refusal(page).reason == "no_items"
