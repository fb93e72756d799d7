"""Distinguish documents from lists by their addresses on the ILO's site since April 2024."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ilofeed.core import urls
from ilofeed.extract.document import Document

# Addresses of documents: /fr/resource/actualites/slug, /es/resource/slug, /publications/slug. In the
# same folders are lists: of a kind, of everything, of the newest.
_LANGUAGE = re.compile(r"/[a-z]{2}(?:-[a-z]{2,4})?(?=/)", re.IGNORECASE)
_KINDS = re.compile(
    r"(?:actualites|actualidades|articles?|artigos?|articulos?|autres|blogs?|briefs?|case-stud(?:y|ies)|comunicados?-de-(?:prensa|imprensa)"
    r"|communiques?(?:-de-presse)?|declaracion(?:es)?|events?|fact-?sheets?|features?|interviews?|media-advisor(?:y|ies)"
    r"|nachrichten|news(?:-items?|letters?)?|notas?-de-prensa|noticias|op-eds?|opinion-(?:editorials?|pieces?)|others?|otros|outros"
    r"|photo-(?:stor(?:y|ies)|galler(?:y|ies))|podcasts?|press-releases?|publications?|questions-(?:and-)?answers|speech(?:es)?"
    r"|statements?|stor(?:y|ies)|videos?(?:-messages?)?)",
    re.IGNORECASE,
)
_ALL = re.compile(
    rf"(?:all|latest|recent|archives?)(?:-(?:{_KINDS.pattern}|publications?|resources?))?(?:-recent)?",
    re.IGNORECASE,
)
_ALL_OF = re.compile(
    r"(?:all|latest|recent|tou(?:te)?s-les|tod[ao]s-[lo]?[ao]s|tutt[ei]-(?:le|gli)|alle)-.+", re.IGNORECASE
)
_SERIES = re.compile(
    r"(?:flagship-reports?|(?:major|new|recent|latest|all)-publications?|(?:ilo-)?working-papers?|journals?|series|books?"
    r"|bookshops?|browse(?:-.+)?|catalogues?|databases?|librar(?:y|ies)|policy-briefs?|reports?|search|topics?)",
    re.IGNORECASE,
)
# Documents without a slug, and files. Both may also be something else: a topic page without an
# alias, a form. A date decides.
_NODE = re.compile(r"/node/[1-9]\d{0,9}")
_FILE = re.compile(r"/media/[1-9]\d{0,9}/download|/.+\.(?:pdf|docx?|epub|pptx?|xlsx?|zip|mp3|mp4)", re.IGNORECASE)
_PUBLICATIONS = re.compile(r"/(?:research-and-)?publications(?:/.*)?", re.IGNORECASE)
# Chinese and Japanese characters. Three of them count as a word: their slugs have no hyphens.
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff]{3}")

# The design system belongs to the ILO, so its site is also the own site of a copy at another host.
_ILO = "www.ilo.org"


def is_item(document: Document, href: str, *, is_dated: bool) -> bool:
    """Return whether *href* leads to a document of this site; if the address is ambiguous, a date decides."""
    url = own_url(document, href)
    if url is None or is_listed_at(document.url, url):
        return False
    if urls.document_number(url) is not None:
        return True
    is_among_publications = _PUBLICATIONS.fullmatch(_path(document.url)) is not None
    return _is_document_path(url, is_dated=is_dated, is_among_publications=is_among_publications)


def _path(url: str) -> str:
    """Return the path of *url* without its language, decoded."""
    return unquote(_LANGUAGE.sub("", urlsplit(url).path, count=1))


def _is_document_path(url: str, *, is_dated: bool, is_among_publications: bool) -> bool:
    """Return whether a document is at *url*, and not a list; if that is ambiguous, a date decides.

    On lists of publications, a publication needs no date.
    """
    path, query = _path(url), urlsplit(url).query
    if _NODE.fullmatch(path) or _FILE.fullmatch(path):
        return is_dated
    folder, *names = path.strip("/").lower().split("/")
    if folder not in ("resource", "publications") or not 1 <= len(names) <= 6:
        return False
    last = names[-1]
    if _ALL.fullmatch(last) or last == "download" or (not is_dated and query.startswith("page=")):
        return False
    if not is_dated and (_ALL_OF.fullmatch(last) or _KINDS.fullmatch(last)):
        return False
    if len(names) > 1:
        return True
    is_certain = is_dated or (is_among_publications and folder == "publications")
    return _is_slug(last, 0 if is_certain else 1 if folder == "publications" else 3)


def _is_slug(name: str, hyphens: int) -> bool:
    """Return whether *name* is not that of a list and has at least as many *hyphens*, or equivalent characters."""
    is_list = _KINDS.fullmatch(name) or _SERIES.fullmatch(name)
    return not is_list and name.count("-") + len(_DENSE.findall(name)) >= hyphens


def own_url(document: Document, href: str) -> str | None:
    """Return the absolute address of *href* if it is on the own site of the page."""
    url = urls.absolute(href, document.base)
    sites = document.sites | {urls.site(document.base), _ILO}
    return url if url and urls.site(url) in sites else None


def is_listed_at(page: str, url: str) -> bool:
    """Return whether *url* is the address of the list at *page*, or of another page of the same list."""
    return _without_query(url) == _without_query(page)


def _without_query(url: str) -> str:
    """Return the canonical address without its query: the query of a list only selects a page."""
    return urls.canonical(url.partition("?")[0])
