"""Read the archive of a month that has one post: a list of one, of which nothing repeats."""

from __future__ import annotations

from ilofeed.extract.autodetect.candidate_item import read_candidate
from ilofeed.extract.autodetect.dom_index import DomIndex
from ilofeed.extract.autodetect.items import DetectedItem, detect_items
from ilofeed.extract.document import Document
from ilofeed.extract.text_lines import HEADINGS


def lone_post(document: Document, index: DomIndex) -> DetectedItem | None:
    """Return the one post of the page, or None.

    Only overwhelming evidence counts: one ``article`` below the title of the page, whose heading is a link to
    another page of the site, with one ``time``. An article page has its own heading as the title of the page.
    """
    articles = [node for node in index.nodes if node.tag.name == "article" and not node.region]
    titles = [node for node in index.nodes if node.tag.name == "h1"]
    if len(articles) != 1 or len(titles) != 1 or titles[0].end > articles[0].start:
        return None
    tag, context = articles[0].tag, document.date_context
    headings = [heading for heading in tag.find_all(list(HEADINGS)) if heading.find("a", href=True)]
    if len(headings) != 1 or len(tag.find_all("time")) != 1:
        return None
    found = detect_items([read_candidate((tag,), index, context, is_run=False)], index, context)
    link = headings[0].find("a", href=True)
    is_post = len(found) == 1 and found[0].is_dated and found[0].days == 1 and found[0].parts.published is not None
    return found[0] if is_post and link and index.own(str(link["href"])) == found[0].key else None
