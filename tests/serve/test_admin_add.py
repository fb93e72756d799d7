"""From the address of a page to a feed, by the admin site alone, over real sockets."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from fakes.home_page import Beginner, home_page
from fakes.served import Client, Got
from fakes.site import Answer, serving
from ilofeed.app.container import Container

CONTACT = "ops@feeds.example"


@pytest.fixture
def beginner(tmp_path: Path) -> Iterator[Beginner]:
    with serving() as site:
        yield Beginner(tmp_path, site)


@pytest.fixture
def running(beginner: Beginner) -> Iterator[tuple[Container, Client]]:
    with beginner.running() as running:
        yield running


@pytest.fixture
def client(beginner: Beginner, running: tuple[Container, Client]) -> Client:
    """Return the client of a program with a configuration file."""
    app, client = running
    beginner.file.write_text("# Ours.\n")
    beginner.allow_site(app)
    return client


def page(got: Got) -> html.HtmlElement:
    return html.document_fromstring(got.body)


def form_of(got: Got, number: int) -> dict[str, str]:
    """Return the fields of the form that adds the list *number*."""
    fields = page(got).cssselect(f"#list-{number} form input")
    return {field.get("name", ""): field.get("value", "") for field in fields}


def tried(client: Client, url: str) -> Got:
    got = client.post(client.preview, {"url": url})
    assert got.status == 200
    return got


def sources(beginner: Beginner) -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads(beginner.file.read_text()).get("source", [])
    return found


def test_without_a_file_every_page_leads_to_the_question_for_the_contact(
    beginner: Beginner, running: tuple[Container, Client]
) -> None:
    _, client = running

    for path in ("", "try", "feed/news"):
        got = client.get(client.admin + path)
        assert (got.status, got.headers["location"]) == (303, f"{client.admin}begin")
    for path in ("try", "add"):
        assert client.post(client.admin + path, {"url": beginner.url}).status == 303
    assert "Your mail address" in client.get(f"{client.admin}begin").text
    assert beginner.site.requests == []
    assert not beginner.file.exists()


def test_the_contact_is_written_into_a_new_file_and_sent_from_then_on(
    beginner: Beginner, running: tuple[Container, Client]
) -> None:
    app, client = running

    got = client.post(f"{client.admin}begin", {"contact": CONTACT})

    assert (got.status, got.headers["location"]) == (303, f"{client.admin}try")
    assert tomllib.loads(beginner.file.read_text()) == {"ilofeed": {"contact": CONTACT}}
    assert "# base_url" in beginner.file.read_text()
    assert client.get(f"{client.admin}begin").status == 303
    beginner.allow_site(app)
    tried(client, beginner.url)
    assert CONTACT in beginner.site.asked("/home")[0].headers["User-Agent"]


@pytest.mark.parametrize(
    "contact", ["", "me", "me@", "a b@c.example", "javascript:alert(1)", "me@x.example\nx = 1"]
)
def test_a_contact_that_reaches_nobody_is_refused_beside_the_field(
    beginner: Beginner, running: tuple[Container, Client], contact: str
) -> None:
    _, client = running

    got = client.post(f"{client.admin}begin", {"contact": contact})

    (field,) = page(got).cssselect("#contact")
    assert got.status == 422
    assert field.get("aria-invalid") == "true"
    assert "neither a mail address" in page(got).cssselect("#wrong")[0].text_content()
    assert not beginner.file.exists()


def test_the_list_of_the_page_becomes_a_feed_at_once(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url), 1)

    got = client.post(f"{client.admin}add", form | {"slug": "office", "feed_title": "The office"})

    assert (got.status, got.headers["location"]) == (303, f"{client.admin}feed/office")
    assert sources(beginner) == [{"slug": "office", "url": beginner.url, "title": "The office"}]
    assert beginner.file.read_text().startswith("# Ours.\n")
    shown = page(client.get(got.headers["location"]))
    address = shown.cssselect("#address")[0].get("value", "")
    assert address == f"http://127.0.0.1:{client.port}/office.rss"
    feed = client.get("/office.rss")
    assert feed.body.count(b"<item>") == 8
    assert b"<title>The office</title>" in feed.body


def test_an_address_may_lack_its_scheme(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url.removeprefix("http://")), 1)

    client.post(f"{client.admin}add", form | {"slug": "office"})

    assert sources(beginner)[0]["url"] == beginner.url


def test_another_list_becomes_a_feed_with_its_selectors(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url), 3)

    client.post(f"{client.admin}add", form)

    (source,) = sources(beginner)
    assert source["profile"] == "selectors"
    assert source["selectors"] == {"item": "p.book", "title": "a"}
    assert source["title"] == "Books · An office"
    assert source["slug"] == "127-0-0-1-books"
    assert client.get(f"/{source['slug']}.rss").body.count(b"<item>") == 5


def test_each_list_is_shown_with_its_items_and_a_form(beginner: Beginner, client: Client) -> None:
    got = page(tried(client, beginner.url))

    assert [link.get("href") for link in got.cssselect("#found .ways a")] == ["#list-1", "#list-2", "#list-3"]
    assert [len(got.cssselect(f"#list-{number} tbody tr")) for number in (1, 2, 3)] == [8, 3, 5]
    assert "2024-05-03" in got.cssselect("#list-2 tbody tr")[0].text_content()
    assert "/events/3" in got.cssselect("#list-2 tbody tr")[0].text_content()
    assert got.cssselect("iframe")[0].get("sandbox") == "allow-top-navigation-by-user-activation"
    assert not beginner.file.read_text().count("source")


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("No good", "Only small letters"),
        ("../up", "Only small letters"),
        ("taken", "Another feed"),
        ("index", "A page of this server"),
    ],
)
def test_a_slug_that_cannot_be_is_refused_beside_its_field(
    beginner: Beginner, client: Client, slug: str, reason: str
) -> None:
    form = form_of(tried(client, beginner.url), 2)
    beginner.site.show(home_page(), "/other")
    other = form_of(tried(client, f"{beginner.site.origin}/other"), 1)
    assert client.post(f"{client.admin}add", other | {"slug": "taken"}).status == 303

    got = client.post(f"{client.admin}add", form | {"slug": slug, "feed_title": "Kept as typed"})

    (field,) = page(got).cssselect("#slug-2")
    assert got.status == 422
    assert (field.get("aria-invalid"), field.get("value")) == ("true", slug)
    assert reason in page(got).cssselect("#slug-wrong-2")[0].text_content()
    assert page(got).cssselect("#feed_title-2")[0].get("value") == "Kept as typed"
    assert not page(got).cssselect("#list-1 [aria-invalid]")
    assert len(sources(beginner)) == 1


def test_a_list_that_has_changed_since_is_not_added_but_shown_again(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url), 3)

    for change in ({"rule": "p.other"}, {"list": "9"}, {"list": "-1"}, {"list": "x"}):
        got = client.post(f"{client.admin}add", form | change)
        assert got.status == 409
        assert "has changed" in page(got).cssselect("[role=alert]")[0].text_content()

    assert sources(beginner) == []


def test_a_page_that_is_a_source_already_has_no_form(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url), 1)
    client.post(f"{client.admin}add", form | {"slug": "office"})

    got = page(tried(client, beginner.url))
    again = client.post(f"{client.admin}add", form | {"slug": "another"})

    assert not got.cssselect(".list form")
    assert got.cssselect(f"a[href='{client.admin}feed/office']")
    assert again.status == 422
    assert len(sources(beginner)) == 1


def test_a_feed_that_the_page_names_itself_is_shown_without_a_request(beginner: Beginner, client: Client) -> None:
    link = '<link rel=alternate type=application/rss+xml href="/own.xml?a=1&b=<2>">'
    beginner.site.show(home_page(link), "/home")

    got = page(tried(client, beginner.url))

    (item,) = got.cssselect("#found li:has(code)")
    assert item.text_content().startswith(f"{beginner.site.origin}/own.xml?a=1&b=")
    asked = client.get(str(item.cssselect("a")[0].get("href")))
    assert page(asked).cssselect("#url")[0].get("value") == item.cssselect("code")[0].text_content()
    assert [request.path for request in beginner.site.requests] == ["/robots.txt", "/home"]


def test_a_pasted_page_has_no_form_since_it_could_not_be_polled(client: Client) -> None:
    got = page(client.post(client.preview, {"html": home_page(), "url": "https://office.example/"}))

    assert len(got.cssselect(".list")) == 3
    assert not got.cssselect(".list form")


def test_a_first_poll_that_fails_is_told_with_what_happens_next(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url), 1)
    beginner.site.answer(Answer(status=503), "/home")

    got = client.get(client.post(f"{client.admin}add", form | {"slug": "office"}).headers["location"])

    assert page(got).cssselect(".state")[0].text_content() == "failing"
    assert "No entries yet" in got.text
    assert "is polled again at" in got.text
    assert len(sources(beginner)) == 1


def test_a_source_that_was_never_polled_has_no_address_yet(beginner: Beginner, client: Client) -> None:
    other = f'[[source]]\nslug = "later"\nurl = "{beginner.site.origin}/later"\n'
    beginner.file.write_text(beginner.file.read_text() + other)
    form = form_of(tried(client, beginner.url), 1)
    client.post(f"{client.admin}add", form | {"slug": "office"})  # the file is read anew

    got = client.get(f"{client.admin}feed/later")

    assert "Its first poll has not ended yet" in got.text
    assert not page(got).cssselect("#address")


def test_the_feed_of_no_source_is_missing(client: Client) -> None:
    assert client.get(f"{client.admin}feed/none").status == 404


def test_where_feeds_are_published_the_address_is_the_public_one(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url), 1)
    text = beginner.file.read_text()
    beginner.file.write_text(f'[ilofeed]\nbase_url = "https://feeds.example/f/"\n{text}')

    got = client.get(client.post(f"{client.admin}add", form | {"slug": "office"}).headers["location"])

    assert page(got).cssselect("#address")[0].get("value") == "https://feeds.example/f/office.rss"
    assert f"http://127.0.0.1:{client.port}/office.rss" in got.text


def test_the_address_of_a_private_feed_has_its_key(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url), 1)
    client.post(f"{client.admin}add", form | {"slug": "office"})
    key = "k" * 32

    beginner.file.write_text(beginner.file.read_text() + f'key = "{key}"\n')
    beginner.site.show(home_page(), "/other")
    other = form_of(tried(client, f"{beginner.site.origin}/other"), 2)
    client.post(f"{client.admin}add", other | {"slug": "other"})

    shown = page(client.get(f"{client.admin}feed/office"))
    assert shown.cssselect("#address")[0].get("value", "").endswith(f"/office.rss?key={key}")


def test_nothing_is_added_without_the_token_of_the_form(beginner: Beginner, client: Client) -> None:
    form = form_of(tried(client, beginner.url), 1)

    assert client.post(f"{client.admin}add", form | {"token": "x"}).status == 403
    assert client.post(f"{client.admin}add", form, Origin="https://evil.example").status == 403
    assert client.get(f"{client.admin}add").status == 200
    assert sources(beginner) == []
