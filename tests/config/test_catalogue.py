"""The catalogue of the ILO's lists and feeds: the data file, `ilofeed add ilo`, and what its entries answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.clock import FakeClock
from fakes.operator import Operator
from fakes.site import Answer, Site, serving
from fakes.todays_site import NEWS, furnish, notices_page
from ilofeed.app.add_source import read_entry, suggested_entry
from ilofeed.app.catalogue_check import CatalogueAnswer, ask
from ilofeed.app.container import Container
from ilofeed.config import catalogue
from ilofeed.config.catalogue import CatalogueEntry
from ilofeed.config.loader import parse
from ilofeed.config.value_types import LANGUAGE
from ilofeed.config.writer import with_source
from ilofeed.core import urls
from ilofeed.core.errors import ConfigError, ExtractError, FetchError
from ilofeed.core.models import Page

ROOT = Path(__file__).parents[2]
SHIPPED = catalogue.load()
LISTS = [each for each in SHIPPED.entry if each.offer == "list"]
_TEXT = '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        furnish(found)
        yield found


@pytest.fixture
def operator(tmp_path: Path, site: Site) -> Operator:
    return Operator(tmp_path, site)


def entry(name: str, site: Site, path: str = "") -> CatalogueEntry:
    """The entry *name*, as if the ILO's address were at *site*; or at another *path* of it."""
    found = SHIPPED.find(f"ilo:{name}")
    assert found is not None
    url = site.origin + (path or re.sub(r"^https://[^/]+", "", found.url))
    source = {name: value.replace("https://www.ilo.org", site.origin) for name, value in found.source.items()}
    return replace(found, url=url, source=source)


def answer(each: CatalogueEntry) -> CatalogueAnswer:
    with Container(parse(_TEXT), create=False) as app:
        ((_, found),) = ask(app, [each])
    return found


# The data file


def test_no_two_entries_have_a_name_or_an_address_in_common() -> None:
    assert len(set(SHIPPED.names)) == len(SHIPPED.entry) > 15
    assert len({urls.canonical(each.url) for each in SHIPPED.entry}) == len(SHIPPED.entry)


@pytest.mark.parametrize("each", SHIPPED.entry, ids=SHIPPED.names)
def test_each_entry_is_of_the_ilo_and_says_where_it_is_known_from(each: CatalogueEntry) -> None:
    assert re.match(r"https://([a-z]+\.)?ilo\.org/", each.url)
    assert urls.absolute(each.url) == each.url
    assert each.language
    assert re.match(LANGUAGE, each.language)
    assert each.since <= SHIPPED.reviewed
    assert each.evidence.endswith(".")
    assert not each.about.endswith(".")


@pytest.mark.parametrize("each", LISTS, ids=lambda each: each.name)
def test_each_list_is_a_source_that_the_configuration_takes(each: CatalogueEntry) -> None:
    config = parse(with_source("", each.source_keys(url=each.url)))

    (source,) = config.sources
    assert (source.slug, source.url) == (f"ilo-{each.name}", each.url)
    assert (source.title, source.language) == (each.title, each.language)
    assert (source.witness, source.kind) == (each.source.get("witness", ""), each.source.get("kind", ""))


def test_all_lists_can_be_watched_at_once() -> None:
    text = ""
    for each in LISTS:
        text = with_source(text, each.source_keys(url=each.url))

    assert len(parse(text).sources) == len(LISTS)


def test_the_first_source_of_the_repository_is_the_first_list_of_the_catalogue() -> None:
    first = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))["source"][0]

    assert LISTS[0].full_name == "ilo:news"
    assert first == LISTS[0].source_keys(url=LISTS[0].url)


_WHOLE = """reviewed = "2026-11"
[[entry]]
name = "news"
offer = "list"
url = "https://www.ilo.org/resource/news"
title = "News"
about = "news"
language = "en"
confidence = "verified"
since = "2026"
evidence = "Seen."
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"news"\noffer', '"News of today"\noffer'),
        ('"list"', '"page"'),
        ("https://www", "http://www"),
        ("https://www.ilo.org", "https://me@www.ilo.org"),
        ('"verified"', '"certain"'),
        ('"2026"', '"last year"'),
        ('"2026"', '"2026-7-1"'),
        ('"2026-11"', '"now"'),
        ('"Seen."', '""'),
        ('"Seen."', '"Seen.\\nTwice."'),
        ("evidence", "colour"),
    ],
)
def test_a_catalogue_of_another_shape_is_refused(old: str, new: str) -> None:
    assert catalogue.parse(_WHOLE).names == ["ilo:news"]

    with pytest.raises(ValueError, match=r"Expected|Invalid|missing|unknown"):
        catalogue.parse(_WHOLE.replace(old, new, 1))


# ilofeed add ilo


def test_the_catalogue_is_shown_without_asking_a_server(operator: Operator, site: Site) -> None:
    before = {path: path.read_bytes() for path in operator.folder.iterdir()}
    done = operator.run("add", "ilo")

    assert (done.returncode, done.stderr) == (0, "")
    for each in SHIPPED.entry:
        block = done.stdout.partition(f"  {each.full_name} ")[2].splitlines()[:3]
        assert [line.strip() for line in block] == [
            each.about,
            each.url,
            f"{each.language}, {each.confidence} {each.since}",
        ]
    assert done.stdout.index("Lists, to add") < done.stdout.index("ilo:news ")
    assert done.stdout.index("Feeds of the ILO itself") < done.stdout.index("ilo:jobs ")
    assert site.requests == []
    assert {path: path.read_bytes() for path in operator.folder.iterdir()} == before


def test_the_catalogue_is_shown_where_no_configuration_is(operator: Operator) -> None:
    (operator.folder / "config.toml").unlink()

    assert operator.run("add", "ILO").returncode == 0
    assert list(operator.folder.iterdir()) == []


def test_the_catalogue_is_printed_for_programs_with_its_evidence(operator: Operator) -> None:
    document = operator.json("add", "ilo")

    assert document["reviewed"] == SHIPPED.reviewed
    assert [each["name"] for each in document["entries"]] == SHIPPED.names
    assert {"url", "about", "language", "confidence", "since", "evidence", "offer"} <= document["entries"][
        0
    ].keys()


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("ilo:meting", "did you mean 'ilo:meetings'"),
        ("ilo:", "`ilofeed add ilo` shows all"),
        ("ilo:x\x1b[2J", "`ilofeed add ilo` shows all"),
        ("ilo:jobs", "subscribe to https://jobs.ilo.org/services/rss/category/?catid=9589701 in your feed reader"),
        ("ilo:search", "answers 403 to programs"),
        ("ILO:Search", "answers 403 to programs"),
    ],
)
def test_what_cannot_be_watched_is_explained_and_not_added(operator: Operator, target: str, message: str) -> None:
    before = (operator.folder / "config.toml").read_bytes()
    done = operator.run("add", target)

    assert done.returncode == 2
    assert message in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert (operator.folder / "config.toml").read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [("ilo", "--slug", "x"), ("ilo:news", "--online"), ("https://example.org/", "--online")]
)
def test_options_that_do_not_belong_together_are_refused(operator: Operator, arguments: tuple[str, ...]) -> None:
    done = operator.run("add", *arguments)

    assert done.returncode == 2
    assert "needs" in done.stderr


def test_a_page_that_was_added_is_printed_for_programs(operator: Operator, site: Site) -> None:
    document = operator.json("add", f"{site.origin}{NEWS}?page=2", "--slug", "archive")

    assert document["source"] == {"slug": "archive", "url": f"{site.origin}{NEWS}?page=2", "title": "All news"}
    assert document["config"] == "config.toml"
    assert len(document["preview"]["items"]) == 20
    assert 'slug = "archive"' in (operator.folder / "config.toml").read_text()


def test_a_page_that_cannot_be_read_is_printed_for_programs(operator: Operator, site: Site) -> None:
    site.show("<p>nothing</p>", "/empty")

    assert operator.json("add", f"{site.origin}/empty", status=1)["error"] == "no_items"


# ilofeed add ilo:NAME


def test_a_list_of_the_catalogue_is_named_as_the_catalogue_names_it(site: Site) -> None:
    each = entry("publications", site)
    with Container(parse(_TEXT), create=False) as app:
        keys, found = suggested_entry(app, each)

    assert keys == {"slug": "ilo-publications", "url": each.url, "title": "ILO publications", "language": "en"}
    assert len(found.items) == 6


def test_a_list_brings_the_keys_that_it_needs(site: Site) -> None:
    with Container(parse(_TEXT), create=False) as app:
        keys, found = suggested_entry(app, entry("news", site))

    assert keys["witness"] == f"{site.origin}/sitemap.xml"
    assert len(found.items) == 20


def test_the_keys_that_a_list_brings_count_for_what_is_shown(site: Site) -> None:
    each = replace(entry("news", site), source={"profile": "ilo-list"})
    with Container(parse(_TEXT), create=False) as app, pytest.raises(ExtractError, match="'ilo-list'"):
        suggested_entry(app, each)


def test_tender_notices_are_read_with_their_deadlines() -> None:
    tenders = SHIPPED.find("ilo:tenders")
    assert tenders is not None
    found = read_entry(Page(url=tenders.url, body=notices_page().encode()), tenders)

    assert len(found.items) == 6
    assert found.items[0].link == "https://www.ungm.org/Public/Notice/300000"
    assert "Deadline: 20 December 2026" in found.items[0].summary
    assert found.items[0].published is None


def test_a_list_that_has_moved_for_ever_is_watched_where_it_is_now(site: Site) -> None:
    site.answer(Answer(status=301, headers={"Location": NEWS}), "/old-news")
    with Container(parse(_TEXT), create=False) as app:
        keys, _ = suggested_entry(app, entry("news", site, "/old-news"))

    assert keys["url"] == site.origin + NEWS


def test_a_slug_that_is_taken_gets_a_number_and_one_that_is_given_is_kept(site: Site) -> None:
    text = f'{_TEXT}[[source]]\nslug = "ilo-news"\nurl = "https://example.org/"\n'
    with Container(parse(text), create=False) as app:
        numbered, _ = suggested_entry(app, entry("news", site))
        given, _ = suggested_entry(app, entry("news", site), "mine")

    assert (numbered["slug"], given["slug"]) == ("ilo-news-2", "mine")


def test_a_list_that_is_watched_already_or_cannot_be_read_is_refused(site: Site) -> None:
    text = f'{_TEXT}[[source]]\nslug = "mine"\nurl = "{site.origin}{NEWS}"\n'
    site.show("<p>nothing</p>", "/empty")
    site.answer(Answer(status=301, headers={"Location": NEWS}), "/old-news")
    with Container(parse(text), create=False) as app:
        for path in (NEWS, "/old-news"):
            with pytest.raises(ConfigError, match="watched already, as 'mine'"):
                suggested_entry(app, entry("news", site, path))
        with pytest.raises(FetchError, match="404"):
            suggested_entry(app, entry("news", site, "/gone"))
        with pytest.raises(ExtractError):
            suggested_entry(app, entry("news", site, "/empty"))


# ilofeed add ilo --online


def test_a_list_answers_with_what_was_read_and_by_which_profile(site: Site) -> None:
    assert answer(entry("news", site)) == CatalogueAnswer(status=200, profile="ilo-cards", items=20)
    assert answer(entry("newsroom", site)) == CatalogueAnswer(status=200, profile="ilo-cards", items=8)


def test_a_feed_answers_with_its_format(site: Site) -> None:
    site.show("<p>no feed</p>", "/feed/")
    site.show('<?xml version="1.0"?><rss version="2.0"><channel/>' + " " * 600_000 + "</rss>", "/large")

    assert answer(entry("jobs", site)) == CatalogueAnswer(status=200, profile="rss", items=10)
    assert answer(entry("ilostat", site)).reason == "not_a_feed"
    assert answer(entry("ilostat", site, "/large")).reason == "too_large"


def test_an_entry_that_answers_otherwise_says_how(site: Site) -> None:
    site.answer(Answer(status=403), "/forbidden")
    site.show("<p>nothing</p>", "/empty")

    assert answer(entry("news", site, "/gone")) == CatalogueAnswer(status=404, reason="status_404")
    assert answer(entry("news", site, "/forbidden")) == CatalogueAnswer(status=403, reason="status_403")
    assert answer(entry("news", site, "/empty")) == CatalogueAnswer(status=200, reason="no_items")


@pytest.mark.parametrize("status", [301, 302])
def test_a_redirect_is_reported_without_what_tells_visitors_apart(site: Site, status: int) -> None:
    site.answer(Answer(status=status, headers={"Location": f"{NEWS}?visitor=s3cret#s3cret"}), "/moved")
    site.answer(Answer(body=b"<p>nothing</p>"), f"{NEWS}?visitor=s3cret")
    found = answer(entry("news", site, "/moved"))

    assert (found.location, found.is_moved) == (site.origin + NEWS, status == 301)
    assert "s3cret" not in repr(found)


def test_a_permanent_redirect_to_one_that_is_not_is_no_move(site: Site) -> None:
    site.answer(Answer(status=301, headers={"Location": "/today"}), "/moved")
    site.answer(Answer(status=302, headers={"Location": NEWS}), "/today")
    found = answer(entry("news", site, "/moved"))

    assert (found.location, found.is_moved, found.items) == (site.origin + NEWS, False, 20)


def test_what_robots_txt_forbids_is_not_asked_and_nor_is_what_is_closed(site: Site) -> None:
    assert answer(entry("news", site, "/admin/news")) == CatalogueAnswer(reason="robots")
    with Container(parse(_TEXT), create=False) as app:
        assert list(ask(app, [entry("search", site)])) == []
    assert [each.path for each in site.requests] == ["/robots.txt"]


def test_an_address_that_is_not_public_is_not_asked() -> None:
    with serving() as site, Container(parse(""), create=False) as app:
        ((_, found),) = ask(app, [entry("news", site)])

    assert found == CatalogueAnswer(reason="forbidden_address")
    assert site.requests == []


def test_entries_of_one_host_are_asked_as_far_apart_as_polls_are(site: Site) -> None:
    clock = FakeClock()
    text = '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "20s"\n'
    begun = clock.monotonic()
    with Container(parse(text), clock=clock, create=False) as app:
        answers = [found for _, found in ask(app, [entry("news", site), entry("publications", site)])]

    assert [each.items for each in answers] == [20, 6]
    assert clock.monotonic() - begun == 40  # robots.txt, then two pages


# What the report looks like is shown by tests/end_to_end/test_first_minutes.py, on a network of its own.


def test_the_names_of_the_catalogue_are_completed(operator: Operator) -> None:
    def offered(words: str) -> list[str]:
        done = operator.run(
            _ILOFEED_COMPLETE="zsh_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1)
        )
        return [line.replace("\\:", ":") for line in done.stdout.splitlines()[1::3]]

    assert offered("ilofeed add ") == ["ilo", *SHIPPED.names]
    assert offered("ilofeed add ilo:news") == [name for name in SHIPPED.names if name.startswith("ilo:news")]
    assert offered("ilofeed add https") == []
