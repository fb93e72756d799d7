"""Fetch the texts of articles once, a few per poll."""

from __future__ import annotations

import feedparser

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.site import LIST_PATH, Answer


def test_texts_of_articles_are_fetched_once_a_few_per_poll(house: House) -> None:
    items = some(7)
    house.site.show(ilo_list(items))
    text = "The text of an article about decent work that has enough words for anybody. " * 4
    for item in items:
        house.site.show(f"<html><body><main><p>{text}</p><p>{text}!</p></main></body></html>", item.path)
    house.source_keys = "full_text = true"

    house.poll()
    first = [item for item in house.feed("news")["items"] if "content_html" in item]
    house.poll()
    house.poll()

    assert len(first) == 5
    assert all("content_html" in item for item in house.feed("news")["items"])
    assert [len(house.site.asked(item.path)) for item in items] == [1] * 7
    rss = feedparser.parse((house.output / "news.rss").read_bytes())
    assert all("enough words for anybody" in entry.content[0].value for entry in rss.entries)
    assert all(entry.summary != entry.content[0].value for entry in rss.entries)


def test_an_article_that_cannot_be_read_keeps_its_summary_and_is_tried_three_times(house: House) -> None:
    items = some(1)
    house.site.show(ilo_list(items))
    house.source_keys = "full_text = true"

    for _ in range(5):
        house.poll()

    assert len(house.site.asked(items[0].path)) == 3
    assert "content_html" not in house.feed("news")["items"][0]


def test_documents_that_are_no_pages_are_not_fetched(house: House) -> None:
    house.source_keys = "full_text = true"
    page = ilo_list(some(2)).replace(some(2)[0].path, "/report.PDF").replace(some(2)[1].path, "/slides.pptx")
    house.site.show(page)

    house.poll()

    assert {request.path for request in house.site.requests} == {"/robots.txt", LIST_PATH}


def test_no_article_is_fetched_after_a_poll_that_failed(house: House) -> None:
    house.poll()
    house.source_keys = "full_text = true"
    house.site.answer(Answer(status=500))

    house.poll()

    assert not house.site.asked(some(1)[0].path)
