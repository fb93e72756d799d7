"""The documentation as pages: nothing is missing, and nothing comes from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

import ilofeed

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the pages, built as `make docs` builds them."""
    folder = tmp_path_factory.mktemp("site")
    options = ["--fail-on-warning", "--keep-going", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *options, ROOT / "docs", folder],
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return folder


def pages(site: Path) -> dict[Path, html.HtmlElement]:
    return {path: html.fromstring(path.read_bytes()) for path in sorted(site.glob("*.html"))}


def test_every_page_of_the_docs_is_built_without_a_warning(site: Path) -> None:
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= {path.stem for path in site.glob("*.html")}


def test_the_page_of_the_library_has_every_name_with_its_docstring(site: Path) -> None:
    page = html.fromstring((site / "api.html").read_bytes())

    described = {name: page.xpath(f"//dt[@id='ilofeed.{name}']/../dd") for name in ilofeed.__all__}

    assert [name for name, found in described.items() if not found] == ["__version__"]
    assert "Nothing is requested, and nothing is saved." in described["extract_items"][0].text_content()


def test_every_link_and_every_picture_leads_somewhere(site: Path) -> None:
    found = pages(site)
    names = {path: {each.get("id") for each in page.iter() if each.get("id")} for path, page in found.items()}

    for path, page in found.items():
        for _, attribute, link, _ in page.iterlinks():
            parts = urlsplit(link)
            if parts.scheme or attribute not in ("href", "src"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name} leads to {link}"
            if parts.fragment and target in names:
                assert unquote(parts.fragment) in names[target], f"{path.name} leads to {link}"


def test_the_pages_load_nothing_from_elsewhere(site: Path) -> None:
    for path, page in pages(site).items():
        for element, _, link, _ in page.iterlinks():
            if element.tag != "a":
                assert not urlsplit(link).netloc, f"{path.name} loads {link}"
    for style in site.glob("_static/*.css"):
        assert not re.search(r"""(@import|url\()\s*["']?(https?:)?//""", style.read_text(encoding="utf-8")), (
            style.name
        )
