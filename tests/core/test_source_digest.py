"""The digest of a source is the same in every version, as long as its settings are the same."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import fields, replace

from fakes.counted_calls import calls_of
from fakes.fixtures import CONFIGS, FOLDER
from ilofeed.config.loader import load
from ilofeed.core.models import Source
from ilofeed.core.selectors import Selectors
from ilofeed.core.sitemap_rules import SitemapRules

#: Slug -> digest, written before any of the later settings existed.
DIGESTS: dict[str, str] = json.loads((FOLDER / CONFIGS / "digests.json").read_text(encoding="utf-8"))

SOURCES = [
    source for name in ("digests", "selectors") for source in load(FOLDER / CONFIGS / f"{name}.toml").sources
]


class LaterSelectors(Selectors, frozen=True, kw_only=True):
    """The selectors of a later version, with one more key."""

    added: str = ""


PLAIN = Source(slug="n", url="https://www.ilo.org/news")
BY_CSS = replace(PLAIN, profile="selectors", selectors=Selectors(item="li", title="a"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.slug)
def test_the_digest_of_a_known_configuration_never_changes(source: Source) -> None:
    assert source.digest == DIGESTS[source.slug]


def test_every_stored_digest_is_compared() -> None:
    assert DIGESTS.keys() == {source.slug for source in SOURCES}


@pytest.mark.parametrize("name", [each.name for each in fields(Selectors)])
def test_each_selector_is_part_of_the_digest_once_it_is_set(name: str) -> None:
    assert BY_CSS.selectors

    changed = replace(BY_CSS, selectors=replace(BY_CSS.selectors, **{name: "b"}))

    assert changed.digest != BY_CSS.digest


def test_a_key_of_a_later_version_leaves_digests_as_they_are_until_it_is_set() -> None:
    later = LaterSelectors(item="li", title="a")

    assert replace(BY_CSS, selectors=later).digest == BY_CSS.digest
    assert replace(BY_CSS, selectors=replace(later, added="b")).digest != BY_CSS.digest


@pytest.mark.parametrize(
    ("name", "value"), [("kind", "events"), ("date_order", "dmy"), ("ignore", ("a",)), ("language", "fr")]
)
def test_each_setting_for_reading_is_part_of_the_digest_once_it_is_set(name: str, value: object) -> None:
    assert replace(PLAIN, **{name: value}).digest != PLAIN.digest


def test_the_choice_of_addresses_of_a_sitemap_is_part_of_the_digest() -> None:
    rules = [SitemapRules(include=("a",)), SitemapRules(exclude=("a",)), SitemapRules(include=("a", "b"))]

    assert len({PLAIN.digest, *(replace(PLAIN, sitemap=each).digest for each in rules)}) == 4
    assert replace(PLAIN, sitemap=SitemapRules(page="https://example.org/")).digest == PLAIN.digest


def test_settings_that_do_not_change_the_reading_are_not_part_of_the_digest() -> None:
    assert replace(PLAIN, title="News", max_pages=9, full_text=True).digest == PLAIN.digest


def test_a_digest_is_cheap_because_every_poll_needs_it_often() -> None:
    assert calls_of(lambda: BY_CSS.digest) < 100  # 400 if the types of all selectors are evaluated
