"""Which addresses of the ILO's site since April 2024 are documents, and which are lists of them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ilofeed import address
from ilofeed.profiles.document import Document

# Where documents are: /fr/resource/actualites/slug, /es/resource/slug, /publications/slug. What
# stands there, too, are lists: of a kind, of all of it, of the newest.
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
    r"(?:flagship-reports?|(?:major|new|recent|latest|all)-publications?|(?:ilo-)?working-papers?|journals?|series|books?)",
    re.IGNORECASE,
)

# The design system is the ILO's, so its site is the page's own wherever a copy lies.
_ILO = "www.ilo.org"


def is_item(document: Document, href: str, *, is_dated: bool) -> bool:
    """Whether *href* leads to a document of this site; a day speaks for one where the address does not."""
    url = own(document, href)
    if url is None or _listless(url) == _listless(document.url):
        return False
    return address.document_number(url) is not None or _is_document_path(url, is_dated=is_dated)


def _is_document_path(url: str, *, is_dated: bool) -> bool:
    """Whether a document stands there, and not a list; where its address leaves that open, a day tells."""
    parts = urlsplit(url)
    folder, *names = _LANGUAGE.sub("", parts.path, count=1).strip("/").lower().split("/")
    if folder not in ("resource", "publications") or not 1 <= len(names) <= 6:
        return False
    last = names[-1]
    if _ALL.fullmatch(last) or last == "download":
        return False
    if not is_dated and (_ALL_OF.fullmatch(last) or _KINDS.fullmatch(last) or parts.query.startswith("page=")):
        return False
    if len(names) == 1:
        if _KINDS.fullmatch(last) or _SERIES.fullmatch(last):
            return False
        return is_dated or last.count("-") >= (1 if folder == "publications" else 3)
    return True


def own(document: Document, href: str) -> str | None:
    """The address behind *href*, where it is of the page's own site."""
    url = address.absolute(href, document.base)
    sites = document.sites | {address.site(document.base), _ILO}
    return url if url and address.site(url) in sites else None


def _listless(url: str) -> str:
    """The address without its query, which of a list only says which page."""
    return address.canonical(url.partition("?")[0])
