"""Pages are read by the profiles of other packages in a documented order, and a broken one harms only its sources."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from fakes.pages import ilo_list, some
from fakes.plugins import CODE, PAGE, Package, installed, profile
from ilofeed import extract_items
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Extraction, Page
from ilofeed.extract import registry

URL = "https://cases.example.org/list"
LISTED = """<html lang="en"><body><h1>Cases</h1><div class="cases"></div><ul>
<li><a href="/a">The first evening about ladders</a> <time>1 December 2026</time></li>
<li><a href="/b">The second evening about noise</a> <time>2 December 2026</time></li>
<li><a href="/c">The third evening about dust</a> <time>3 December 2026</time></li></ul></body></html>"""

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """Install packages until the end of the test."""
    with ExitStack() as stack:
        yield lambda *packages: stack.enter_context(installed(tmp_path, *packages))


def read(page: str, name: str = "auto", *, last: str = "") -> Extraction:
    return registry.extract(Page(url=URL, body=page.encode()), name, last_profile=last)


def refusal(page: str, name: str = "auto", *, last: str = "") -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        read(page, name, last=last)
    return caught.value


def test_a_source_that_names_the_profile_is_read_by_it(install: Install) -> None:
    install(profile("cases"))

    found = read(PAGE, "cases")

    assert (found.profile, found.reader) == ("cases", "ilofeed-cases 1.0")
    assert [(item.title, item.link, str(item.published)) for item in found.items] == [
        ("Ladder without feet", "https://cases.example.org/case/2", "2026-11-20"),
        ("Noise in the mill", "https://cases.example.org/case/1", "2026-11-12"),
    ]


def test_a_program_can_name_the_profile_and_is_answered_with_those_there_are(install: Install) -> None:
    install(profile("cases"))

    assert extract_items(PAGE, url=URL, profile="cases").reader == "ilofeed-cases 1.0"
    with pytest.raises(ValueError, match=r"profile is 'case'; there are auto, .*, sitemap, cases"):
        extract_items(PAGE, url=URL, profile="case")


def test_auto_asks_plugins_where_no_named_layout_fits(install: Install) -> None:
    install(profile("cases"))

    assert read(PAGE).profile == "cases"


def test_auto_asks_plugins_before_it_guesses(install: Install) -> None:
    install(profile("cases", CODE.replace('"p.case"', '"li"').replace('"data-day"', '"class"')))

    assert read(LISTED, last="ilo-list").reader == ""  # without an attribute the plugin fails, and is skipped
    assert refusal(LISTED, "cases").reason == "plugin_broken"


def test_a_page_that_a_named_layout_reads_is_never_shown_to_a_plugin(install: Install) -> None:
    install(profile("cases", CODE.replace('document.soup.select_one("div.cases")', "1 / 0")))

    assert read(ilo_list(some(4))).profile == "ilo-list"


def test_a_list_that_autodetection_has_read_stays_with_it(install: Install) -> None:
    before = read(LISTED)
    install(profile("cases"))

    after = read(LISTED, last="auto")

    assert before.profile == "auto"
    assert after == before


def test_a_plugin_is_asked_once_autodetection_finds_its_list_no_more(install: Install) -> None:
    install(profile("cases"))

    assert read(PAGE, last="auto").profile == "cases"


def test_a_plugin_keeps_the_list_that_it_has_read_although_a_named_layout_fits(install: Install) -> None:
    install(profile("cases"))
    both = ilo_list(some(4)).replace("</body>", PAGE + "</body>")

    assert read(both).profile == "ilo-list"
    assert read(both, last="cases").profile == "cases"


def test_a_plugin_that_has_read_the_list_and_fits_no_more_leaves_it_to_others(install: Install) -> None:
    install(profile("cases"))

    assert read(ilo_list(some(4)), last="cases").profile == "ilo-list"


def test_no_plugin_is_asked_twice_about_a_page(install: Install, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    head = "def fits(document, *, was_read=False):"
    note = f"with open({str(asked)!r}, 'a') as file: file.write(f'{{NAME}} {{was_read}} ')"
    code = CODE.replace(head, f"{head}\n    {note}")
    install(*(profile(name, code.replace("div.cases", "div.none")) for name in ("alpha", "beta")))

    refusal(PAGE, last="beta")
    refusal(PAGE)
    refusal(PAGE, last="auto")

    assert asked.read_text() == "beta True alpha False " + "alpha False beta False " * 2


def test_a_plugin_learns_whether_it_has_read_the_list(install: Install) -> None:
    install(profile("cases", CODE.replace('document.soup.select_one("div.cases") is not None', "was_read")))

    assert read(PAGE, last="cases").profile == "cases"
    assert refusal(PAGE).reason == "no_items"


def test_of_plugins_that_fit_the_first_by_name_reads(install: Install) -> None:
    install(profile("zeta"), profile("alpha"), profile("middle"))

    assert read(PAGE).profile == "alpha"
    assert read(PAGE, last="zeta").profile == "zeta"


def test_a_plugin_that_fits_decides_and_no_other_list_is_guessed(install: Install) -> None:
    install(profile("cases"))

    error = refusal(LISTED)

    assert error.reason == "no_items"
    assert "'cases'" in str(error)


def test_a_plugin_that_is_gone_is_missed_by_its_sources_alone(install: Install) -> None:
    install(profile("other"))

    for error in (refusal(LISTED, "cases"), refusal(LISTED, last="cases")):
        assert error.reason == "plugin_missing"
        assert "no installed package offers the profile 'cases'" in str(error)
        assert "installed: other (ilofeed-other 1.0)" in str(error)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ilo-lists", "'ilo-lists', did you mean 'ilo-list'? install"),
        ("case", "'case', did you mean 'cases'? install"),
        ("quarries", "'quarries': install"),
    ],
)
def test_a_name_that_may_be_misspelt_is_answered_with_the_one_that_was_meant(
    install: Install, name: str, words: str
) -> None:
    install(profile("cases"))

    error = refusal(LISTED, name)

    assert error.reason == "plugin_missing"
    assert f"no installed package offers the profile {words} its package, or configure another" in str(error)


def test_auto_skips_a_broken_plugin_and_warns_once(install: Install, caplog: pytest.LogCaptureFixture) -> None:
    install(profile("broken-one", CODE.replace("return document.soup", "return document.nothing")))

    with caplog.at_level(logging.WARNING):
        found = [read(LISTED), read(LISTED)]

    assert [each.profile for each in found] == ["auto", "auto"]
    (record,) = caplog.records
    assert record.message == (
        "profile=broken-one skipped: the profile 'broken-one' of ilofeed-broken-one 1.0 is broken: its fits raised"
        " AttributeError: 'Document' object has no attribute 'nothing' (broken_one_profile.py, line 5); correct or"
        " upgrade the package, or configure another profile"
    )


def test_a_plugin_that_has_read_the_list_and_breaks_is_an_error_not_a_guess(install: Install) -> None:
    install(profile("cases", CODE.replace("return document.soup", "return document.nothing")))

    assert refusal(LISTED, last="cases").reason == "plugin_broken"


def test_a_plugin_changes_only_its_own_copy_of_the_page(install: Install) -> None:
    start = "    return document.soup.select_one"
    install(profile("a", CODE.replace(start, f"    document.soup.clear()\n{start}")), profile("b"))

    assert read(PAGE).profile == "b"


def test_what_a_plugin_refuses_is_explained_as_for_our_own_layouts(install: Install) -> None:
    install(profile("cases"))
    scripts = PAGE.replace("<p ", "<q ").replace(
        "</h1>", '</h1><div id="root"></div><script src="/app.js"></script>'
    )

    assert "script" in str(refusal(scripts, "cases"))


def test_a_relative_next_page_is_made_absolute_and_an_odd_one_left_out(install: Install) -> None:
    for name, href in (("relative", "?page=2"), ("script", "javascript:next()")):
        code = CODE.replace(
            'document.soup.select("p.case")])', f'document.soup.select("p.case")], following="{href}")'
        )
        install(profile(name, code))

    assert read(PAGE, "relative").next == f"{URL}?page=2"
    assert read(PAGE, "script").next is None


def test_two_entry_points_of_one_name_are_an_error_of_their_sources(install: Install) -> None:
    install(profile("cases"), Package(name="another"))

    error = refusal(PAGE, "cases")

    assert error.reason == "plugin_broken"
    assert str(error) == (
        "the profile 'cases' of another 1.0 and ilofeed-cases 1.0 is broken: it is offered twice, by another 1.0 and"
        " ilofeed-cases 1.0; uninstall one of them"
    )
