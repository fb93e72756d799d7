from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from fakes.entries import entries
from fakes.operator import Operator
from fakes.pages import Listed, ilo_list, some
from fakes.site import Site, serving
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Entry, Page
from ilofeed.core.selectors import Selectors
from ilofeed.extract import registry
from ilofeed.poll.learn_selectors import propose

URL = "https://www.ilo.org/global/news/lang--en/index.htm"


def page(text: str) -> Page:
    return Page(url=URL, body=text.encode(), content_type="text/html; charset=utf-8")


def known(items: Sequence[Listed]) -> list[Entry]:
    return entries(registry.extract(page(ilo_list(items))).items)


def teasers(items: Sequence[Listed], href: str = "/neu/{}") -> str:
    """Return a page in a layout that no profile reads, with a menu above the list and a box beside it."""
    articles = "".join(
        f'<article class="teaser"><div class="inner"><span class="when">{item.day}</span>'
        f'<h2 class="t"><a href="{href.format(item.number)}">{html.escape(item.title)}</a></h2>'
        f'<p class="lead">{item.summary}</p></div></article>'
        for item in items
    )
    return (
        '<nav><ul><li><a href="/">Home</a></li></ul></nav>'
        f'<main><h1>News</h1><div class="list">{articles}</div></main>'
        '<aside><article class="box"><h2 class="t"><a href="/about">About us</a></h2></article></aside>'
    )


def test_a_new_layout_is_learned_from_titles() -> None:
    proposal = propose(page(teasers(some(12))), known(some(10)))

    assert proposal.selectors == Selectors(item="article.teaser", title="h2.t", date="span.when", summary="p.lead")
    assert proposal.refound == 10
    assert [item.title for item in proposal.new] == ["Report number 12 on work", "Report number 11 on work"]


def test_a_new_layout_is_learned_from_addresses_when_titles_changed_a_little() -> None:
    items = [replace(each, title=f"{each.title}!") if at < 2 else each for at, each in enumerate(some(10))]

    proposal = propose(
        page(teasers(items, "/global/about-the-ilo/newsroom/news/WCMS_{}/lang--en/index.htm")), known(some(10))
    )

    assert proposal.refound == 10


def test_four_entries_are_not_enough() -> None:
    with pytest.raises(ExtractError, match="only 4 of 10 known entries are on it, 5 are needed") as caught:
        propose(page(teasers(some(4))), known(some(10)))

    assert caught.value.reason == "no_proposal"


def test_other_days_are_not_accepted() -> None:
    items = [replace(each, day=f"{at + 1} July 2019") for at, each in enumerate(some(10))]
    keys = "/global/about-the-ilo/newsroom/news/WCMS_{}/lang--en/index.htm"

    with pytest.raises(ExtractError, match="0 days of 10"):
        propose(page(teasers(items, keys)), known(some(10)))


def test_a_page_without_anything_known_is_not_guessed_about() -> None:
    with pytest.raises(ExtractError, match="only 0 of 10"):
        propose(page("<p>We are working on it.</p>"), known(some(10)))


@given(st.binary(max_size=300))
def test_any_page_gives_a_proposal_or_a_reason(body: bytes) -> None:
    with pytest.raises(ExtractError):
        propose(Page(url=URL, body=body, content_type="text/html"), known(some(6)))


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.show(ilo_list(some(10)))
        yield site


def test_a_proposal_is_written_and_the_next_poll_reads_with_it(tmp_path: Path, site: Site) -> None:
    operator = Operator(tmp_path, site)
    path = tmp_path / "config.toml"
    path.write_text(path.read_text() + "\n# the end\n")
    operator.poll()
    before = operator.ids()["json"]
    site.show(teasers(some(12)))

    shown = operator.run("repair", "news")
    untouched = path.read_text()
    written = operator.run("repair", "news", "--write")

    assert shown.returncode == written.returncode == 0
    assert "10 known entries are found again, 2 items would be new" in shown.stdout
    assert 'item = "article.teaser"' in shown.stdout
    assert "selectors" not in untouched
    assert 'profile = "selectors"' in path.read_text()
    assert "# the end" in path.read_text()
    poll = operator.poll()
    assert (poll["outcome"], poll["new"], poll["moved"]) == ("changed", 2, 10)
    assert operator.ids()["json"][2:] == before


def test_a_page_that_cannot_be_repaired_is_status_1(tmp_path: Path, site: Site) -> None:
    operator = Operator(tmp_path, site)
    operator.poll()
    site.show("<p>We are working on it.</p>")

    done = operator.run("repair", "news", "--write")

    assert done.returncode == 1
    assert "only 0 of 10 known entries" in done.stderr
    assert "selectors" not in (tmp_path / "config.toml").read_text()
