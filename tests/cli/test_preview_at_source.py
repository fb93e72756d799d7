"""A saved page, or an address, is previewed as the source reads it that has its address."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.fixtures import FOLDER
from ilofeed.app import use_cases
from ilofeed.app.container import Container
from ilofeed.app.reading_overrides import ReadingOverrides
from ilofeed.config.loader import parse
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction

SELECTORS = FOLDER / "configs" / "selectors.toml"
ILO = "https://www.ilo.org"


def preview(page: str, url: str, folder: Path, profile: str = "") -> Extraction:
    config = parse(SELECTORS.read_text(encoding="utf-8"), folder=folder)
    with Container(config, create=False) as app:
        return use_cases.preview(app, str(FOLDER / page), url=url, overrides=ReadingOverrides(profile=profile))


@pytest.mark.parametrize(
    "url", [f"{ILO}/webcommon/php/ungm-rss.php", "http://ilo.org/webcommon/php/ungm-rss.php?utm_source=x#top"]
)
def test_a_saved_page_is_read_by_the_selectors_of_the_source_that_has_its_address(
    url: str, tmp_path: Path
) -> None:
    found = preview("ilo-list/notices.html", url, tmp_path)

    assert (found.profile, len(found.items)) == ("selectors", 6)
    assert found.items[0].link == "https://www.ungm.org/Public/Notice/300000"


@pytest.mark.parametrize("url", ["", f"{ILO}/webcommon/php/another.php"])
def test_a_saved_page_of_no_source_is_read_by_its_layout(url: str, tmp_path: Path) -> None:
    assert preview("ilo-list/notices.html", url, tmp_path).profile == "ilo-list"


def test_a_profile_that_is_asked_for_counts_before_that_of_the_source(tmp_path: Path) -> None:
    url = f"{ILO}/webcommon/php/ungm-rss.php"

    assert preview("ilo-list/notices.html", url, tmp_path, "ilo-list").profile == "ilo-list"
    with pytest.raises(ExtractError):
        preview("ilo-list/notices.html", url, tmp_path, "ilo-cards")


def test_a_page_that_the_selectors_of_its_source_do_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExtractError) as caught:
        preview("ilo-list/notices.html", f"{ILO}/statements", tmp_path)

    assert caught.value.reason == "no_items"
