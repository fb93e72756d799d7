"""The key ``profile`` takes the names of installed plugins, too."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest

from fakes.plugins import Package, installed, profile
from ilofeed.config import loader
from ilofeed.config.schema import schema
from ilofeed.core.errors import ConfigError


def config(name: str) -> str:
    return f'[[source]]\nslug = "news"\nurl = "https://example.org/"\nprofile = "{name}"\n'


def test_a_source_can_name_the_profile_of_an_installed_package(tmp_path: Path) -> None:
    with installed(tmp_path, profile("cases")):
        (source,) = loader.parse(config("cases")).sources

    assert source.profile == "cases"


def test_a_name_that_no_package_offers_is_no_mistake_of_the_configuration() -> None:
    (source,) = loader.parse(config("cases")).sources

    assert source.profile == "cases"


@pytest.mark.parametrize(
    ("name", "hint"), [("ilo_list", ", did you mean 'ilo-list'?"), ("Cases", ""), ("a b", "")]
)
def test_a_name_that_no_package_can_offer_is_a_mistake(name: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loader.parse(config(name))

    assert f"profile is '{name}'; allowed is auto, text, ilo-cards" in str(caught.value)
    assert f"sitemap, or the profile of an installed package{hint}" in str(caught.value)


def test_a_name_that_two_packages_offer_stops_their_sources_and_not_the_configuration(tmp_path: Path) -> None:
    with installed(tmp_path, profile("cases"), Package(name="another")):
        (source,) = loader.parse(config("cases")).sources

    assert source.profile == "cases"


def test_the_schema_accepts_names_that_a_plugin_can_have() -> None:
    validator = jsonschema.Draft202012Validator(schema())

    accepted = [
        name
        for name in ("auto", "cases", "a-1", "Cases", "ilo list", "")
        if validator.is_valid({"source": [{"slug": "a", "url": "https://example.org/", "profile": name}]})
    ]

    assert accepted == ["auto", "cases", "a-1"]
