"""The admin site tries the profiles of installed packages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from fakes.house import House
from fakes.pages import ilo_list, some
from fakes.plugins import PAGE, installed, profile
from fakes.served import Client, served
from fakes.site import serving


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with serving() as site, installed(tmp_path / "packages", profile("cases")):
        site.show(ilo_list(some(3)))
        with House(tmp_path, site).app() as app, served(app, admin=True) as client:
            yield client


def test_the_form_offers_the_profiles_of_installed_packages_last(client: Client) -> None:
    page = html.document_fromstring(client.get(client.preview).body)

    names = [option.text_content().strip() for option in page.cssselect("select[name=profile] option")]

    assert names[0] == "auto"
    assert names[-2:] == ["sitemap", "cases"]


@pytest.mark.parametrize("name", ["auto", "cases"])
def test_a_page_that_a_plugin_reads_becomes_a_source_that_names_it(client: Client, name: str) -> None:
    form = {"html": PAGE, "url": "https://cases.example.org/list", "profile": name}

    page = html.document_fromstring(client.post(client.preview, form).body)

    (chosen,) = page.cssselect("select[name=profile] option[selected]")
    assert chosen.text_content().strip() == name
    (block,) = (
        tomllib.loads(pre.text_content()) for pre in page.cssselect("pre") if "[[source]]" in pre.text_content()
    )
    assert block["source"][0]["profile"] == "cases"
