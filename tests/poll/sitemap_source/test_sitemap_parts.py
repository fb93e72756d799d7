"""The sitemaps of an index are read as one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fakes.sitemaps import NAMESPACE, index, urlset
from ilofeed.core.errors import ExtractError, FetchError
from ilofeed.core.models import NotModified, Page, Source, Validators
from ilofeed.extract import sitemap
from ilofeed.poll.whole_answer import whole

SITE = "https://www.ilo.org"
URL = f"{SITE}/sitemap_index.xml"
_NO_VALIDATORS = Validators()


class Parts:
    """A `Fetch` of the sitemaps of a site."""

    def __init__(self, bodies: Mapping[str, bytes]) -> None:
        self.bodies = bodies
        self.requested: list[str] = []

    def __call__(
        self, url: str, validators: Validators = _NO_VALIDATORS, /, *, force: bool = False
    ) -> Page | NotModified:
        assert (validators, force) == (_NO_VALIDATORS, False)
        self.requested.append(url.removeprefix(f"{SITE}/"))
        if url.removeprefix(f"{SITE}/") not in self.bodies:
            raise FetchError("status_404", f"{url} is not there", status=404)
        return Page(url=url, body=self.bodies[url.removeprefix(f"{SITE}/")])


def answer(names: list[str]) -> Page:
    return Page(url=URL, body=index(f"{SITE}/{name}" for name in names), validators=Validators(etag='"a"'))


def together(bodies: Mapping[str, bytes], names: list[str] | None = None, profile: str = "sitemap") -> Page:
    return whole(answer(names or list(bodies)), Source(slug="news", url=URL, profile=profile), Parts(bodies))


def refused(bodies: Mapping[str, bytes], names: list[str] | None = None) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        together(bodies, names)
    return caught.value


def test_the_last_two_sitemaps_of_each_kind_are_read() -> None:
    names = [f"post{number}.xml" for number in (1, 2, 9, 10)] + ["page.xml", "tag.xml?page=2", "tag.xml?page=1"]
    parts = Parts({name: urlset([f"{SITE}/{at}"]) for at, name in enumerate(names)})

    found = whole(answer(names), Source(slug="news", url=URL, profile="sitemap"), parts)

    assert parts.requested == ["post9.xml", "post10.xml", "page.xml", "tag.xml?page=1", "tag.xml?page=2"]
    assert [each.url for each in sitemap.read(found.body, URL).locations] == [
        f"{SITE}/{at}" for at in (2, 3, 4, 6, 5)
    ]
    assert (found.url, found.validators) == (URL, Validators())


def test_all_that_is_read_of_a_location_is_kept() -> None:
    body = (
        f'<urlset xmlns="{NAMESPACE}" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"<url><loc>{SITE}/a?b=1&amp;c=2</loc><lastmod>2026-11-02</lastmod><n:news><n:publication>"
        "<n:language>fr</n:language></n:publication><n:publication_date>2026-11-01T08:00:00Z</n:publication_date>"
        f"<n:title>A &lt;b&gt; &amp; c</n:title></n:news></url><url><loc>{SITE}/plain</loc></url></urlset>"
    ).encode()

    found = together({"news.xml": body})

    assert sitemap.read(found.body, URL) == sitemap.read(body, URL)


def test_of_an_address_in_two_sitemaps_the_first_counts() -> None:
    found = together({"a.xml": urlset({f"{SITE}/x": "2026-11-01"}), "b.xml": urlset({f"{SITE}/x": "2026-11-02"})})

    (location,) = sitemap.read(found.body, URL).locations
    assert str(location.modified) == "2026-11-01"


def test_an_index_in_an_index_is_refused() -> None:
    bodies = {"a.xml": index([URL])}

    assert "an index again" in str(refused(bodies))


def test_an_index_of_too_many_kinds_is_refused_before_any_request() -> None:
    parts = Parts({})

    with pytest.raises(ExtractError, match=r"configure the address of one of them, such as .*/a\.xml") as caught:
        whole(answer([f"{name}.xml" for name in "abcdefg"]), Source(slug="news", url=URL), parts)

    assert (caught.value.reason, parts.requested) == ("too_complex", [])


def test_sitemaps_of_other_sites_are_not_requested() -> None:
    page = Page(url=URL, body=index(["https://example.org/a.xml", "http://www.ilo.org:8080/b.xml"]))
    parts = Parts({})

    with pytest.raises(ExtractError) as caught:
        whole(page, Source(slug="news", url=URL, profile="sitemap"), parts)

    assert (caught.value.reason, parts.requested) == ("no_items", [])


def test_a_sitemap_that_cannot_be_requested_fails_the_poll() -> None:
    with pytest.raises(FetchError):
        together({"a.xml": urlset([f"{SITE}/x"])}, ["a.xml", "gone.xml"])


def test_a_sitemap_that_is_unchanged_without_being_asked_is_refused() -> None:
    with pytest.raises(ExtractError, match="304"):
        whole(answer(["a.xml"]), Source(slug="news", url=URL), lambda url, *_, **__: NotModified(url=url))


@pytest.mark.parametrize(("profile", "last"), [("auto", "ilo-list"), ("text", ""), ("selectors", "")])
def test_an_index_is_not_followed_for_other_layouts(profile: str, last: str) -> None:
    parts, page = Parts({}), answer(["a.xml"])

    assert whole(page, Source(slug="news", url=URL, profile=profile), parts, last_profile=last) is page
    assert parts.requested == []


def test_a_sitemap_and_any_other_answer_stay_as_they_are() -> None:
    for body in (urlset([f"{SITE}/a"]), b"<html>"):
        page = Page(url=URL, body=body)
        assert whole(page, Source(slug="news", url=URL), Parts({})) is page
