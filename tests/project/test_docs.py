"""The documentation says what there is: commands, options, keys, defaults, reasons, links."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ilofeed.config.alerts_table import AlertsTable
from ilofeed.config.fetch_table import FetchTable, SourceFetchTable
from ilofeed.config.json_table import JsonTable
from ilofeed.config.schema import FeedTable, File, GeneralTable, SourceTable
from ilofeed.config.selectors_table import SelectorsTable
from ilofeed.config.sitemap_table import SitemapTable
from ilofeed.core import layout_names
from ilofeed.core.state import Outcome
from ilofeed.decide import gate
from ilofeed.extract.plugin_document import Document
from ilofeed.extract.raw_item import RawItem
from ilofeed.publish.validate import RULES

ROOT = Path(__file__).parents[2]


DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TABLES = {
    "[ilofeed]": GeneralTable,
    "[fetch]": FetchTable,
    "[alerts]": AlertsTable,
    "[[source]]": SourceTable,
    "[source.fetch]": SourceFetchTable,
    "[source.selectors]": SelectorsTable,
    "[source.sitemap]": SitemapTable,
    "[source.json]": JsonTable,
    "[[feed]]": FeedTable,
}


PACKAGES = (
    "app",
    "cli",
    "config",
    "core",
    "decide",
    "extract",
    "fetch",
    "notify",
    "poll",
    "publish",
    "serve",
    "store",
    "testing",
)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def sections(name: str) -> dict[str, str]:
    """The sections of a page, by their heading."""
    parts = re.split(r"^## (.*)$", text(name), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def documented_keys(section: str) -> dict[str, str]:
    """The keys of a section's table, with what the table says of the default."""
    return dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", section, flags=re.MULTILINE))


def test_generated_pages_are_up_to_date() -> None:
    # To write it anew: make docs
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "docs.py", "--check"], capture_output=True, check=False, timeout=60
    )

    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (0, "", "")


def test_every_key_is_documented_and_no_others() -> None:
    found = sections("docs/configuration.md")

    assert {heading.strip("[]") for heading in found} == {
        *File.__struct_fields__,
        "Environment variables",
        "source.fetch",
        "source.json",
        "source.selectors",
        "source.sitemap",
    }
    for heading, table in TABLES.items():
        assert set(documented_keys(found[heading])) == set(table.__struct_fields__)


def test_documented_defaults_are_the_real_ones() -> None:
    for heading in ("[ilofeed]", "[fetch]"):
        table = TABLES[heading]()
        for key, said in documented_keys(sections("docs/configuration.md")[heading]).items():
            value = getattr(table, key)
            if isinstance(value, dict):
                value = tuple(value) or "{}"
            expected = {"": "none", (): "`[]`", "{}": "`{}`", True: "`true`", False: "`false`", 50: "`50`"}.get(
                value, f'`"{value}"`'
            )
            assert said == expected, key


def test_every_profile_is_documented() -> None:
    named = re.findall(r"^\| `([\w-]+)` \|", text("docs/profiles.md").partition("## ")[0], flags=re.MULTILINE)

    assert sorted(named) == sorted(layout_names.NAMES)


def test_what_plugins_are_promised_is_there() -> None:
    promised = text("docs/plugins.md").partition("## What is promised")[2]
    of_document, _, of_raw_item = promised.partition("| field of `RawItem`")
    rows = [re.findall(r"^\| (`[^|]+) \|", part, flags=re.MULTILINE) for part in (of_document, of_raw_item)]
    attributes, fields = ([name for row in part for name in re.findall(r"`(\w+)", row)] for part in rows)

    assert len(attributes) > 7
    assert sorted(attributes) == sorted(name for name in vars(Document) if not name.startswith("_"))
    assert {"title", "href", "published", "text"} <= set(fields) <= set(RawItem.__struct_fields__)
    assert set(RawItem.__struct_fields__) - set(fields) == {"date_margin", "data", "left_out", "where"}


def test_every_rule_of_the_checker_is_documented() -> None:
    section = text("docs/commands.md").partition("## ilofeed validate")[2].partition("\n## ")[0]

    assert dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", section, flags=re.MULTILINE)) == dict(RULES)


def reasons() -> Iterator[str]:
    """Every reason code that the code gives."""
    raised = re.compile(
        r"(?:FetchError|DeferredError|ExtractError|PublishError|skipped|Violation)\(\s*(?:source, |reason=)?\"(\w+)\""
    )
    for path in (ROOT / "src").rglob("*.py"):
        yield from raised.findall(path.read_text(encoding="utf-8"))
    yield gate.DISJOINT


def test_every_reason_is_documented() -> None:
    documented = set(re.findall(r"`(\w+)`", text("docs/commands.md")))
    found = set(reasons())

    assert {"dns", "no_items", "overtaken", "not_before", "disjoint", "ambiguous"} <= found
    assert {reason for reason in found if not reason.startswith("status_")} <= documented


def test_every_rule_of_the_gate_is_explained_by_a_page_that_it_holds() -> None:
    rules = {*re.findall(r"Violation\(\s*reason=\"(\w+)\"", text("src/ilofeed/decide/gate.py")), gate.DISJOINT}

    assert len(rules) > 3
    for rule in rules:
        body = sections("docs/gate.md")[rule]
        assert "```html" in body
        assert f"[{rule}]" in body


def test_every_reason_to_skip_an_element_is_documented() -> None:
    modules = ("document", "read_items", "error_titles")
    source = "".join(text(f"src/ilofeed/extract/{name}.py") for name in modules)
    found = set(re.findall(r"(?:_UnreadableError\(|fromkeys\(repeats, |_ERROR_PAGE = )\"(\w+)\"", source))

    assert found
    assert found == documented_keys(text("docs/profiles.md").partition("## Skipped elements")[2]).keys()


def test_every_outcome_that_can_come_is_documented() -> None:
    documented = text("docs/commands.md")

    assert all(f"`{each}`" in documented for each in Outcome)


def anchors(page: Path) -> set[str]:
    """What leads to the headings of *page*, as GitHub and the built pages name it."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    found = re.findall(r"\]\(([^)#]*)#?([^)]*)\)|src=\"([^\"]+)()\"", page.read_text(encoding="utf-8"))
    for link, anchor, picture, _ in found:
        if link.startswith("http"):
            continue
        target = page.parent / (link or picture) if link or picture else page
        assert target.exists(), target
        assert not anchor or anchor in anchors(target), f"{link}#{anchor}"


def test_the_operations_page_names_every_file_of_deploy() -> None:
    page = text("docs/operations.md")
    files = [path for path in (ROOT / "deploy").rglob("*") if path.is_file()]

    assert len(files) >= 8
    assert [path.name for path in files if path.name not in page and f"*{path.suffix}" not in page] == []


def test_make_targets_in_the_docs_exist() -> None:
    makefile = text("Makefile")
    for page in DOCS:
        for target in re.findall(r"^    make (\w+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE):
            assert f"\n{target}:" in makefile, target


def test_make_clean_removes_every_folder_that_make_makes() -> None:
    made = [line.strip("/") for line in text(".gitignore").splitlines() if re.fullmatch(r"/?[.\w-]+/", line)]
    removed = text("Makefile").partition("\nclean:")[2].split()

    assert {*made} - {*removed} == {"__pycache__", "feeds"}


def test_the_packages_of_the_architecture_are_those_that_are_there() -> None:
    listed = [package["name"] for package in tomllib.loads(text("docs/packages.toml"))["package"]]
    folders = {path.parent.name for path in (ROOT / "src/ilofeed").glob("*/__init__.py")}
    modules = {path.name for path in (ROOT / "src/ilofeed").glob("*.py")}

    assert set(listed) == folders
    assert modules == {"__init__.py", "__main__.py"}
    assert [name for name in listed if f"| `{name}/` |" not in text("docs/architecture.md")] == []


def test_the_architecture_names_files_and_functions_that_exist() -> None:
    page = text("docs/architecture.md")
    named = re.findall(rf"`((?:{'|'.join(PACKAGES)})/[\w/]+\.py)(?:: (\w+))?`", page)

    assert len(named) > 20
    for file, function in named:
        definition = rf"^(?:    )?(?:def|class) {function}\b"
        assert not function or re.search(definition, text(f"src/ilofeed/{file}"), re.MULTILINE), (file, function)
    places = re.findall(r"`([\w.]+/[\w/]+\.py)", page)
    folders = [ROOT, ROOT / "src", ROOT / "src/ilofeed"]
    assert [place for place in places if not any((folder / place).is_file() for folder in folders)] == []
    constants = re.findall(r"`([A-Z_]+)`\s+in\s+`([\w/]+\.py)`", page)
    assert ("READING", "core/layout_names.py") in constants
    for constant, file in constants:
        assert re.search(rf"^{constant} = ", text(f"src/ilofeed/{file}"), re.MULTILINE), (constant, file)


def test_no_line_of_prose_is_over_120_characters() -> None:
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
        ROOT.glob("docs/*.md")
    )
    offenders = []
    for path in pages:
        prose = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        offenders += [
            f"{path.name}: {line[:60]}"
            for line in prose.splitlines()
            if len(line) > 120 and not line.lstrip().startswith(("|", "<")) and not line.startswith("    ")
        ]

    assert offenders == []
