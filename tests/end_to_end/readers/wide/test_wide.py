"""More than thirty programs read one life of a feed; the table of docs/feeds.md is what they made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from end_to_end.readers import announced
from end_to_end.readers.wide import life, table, trial
from fakes.real_parts import missing
from fakes.site import serving

README = Path(__file__).parents[4] / "README.md"


@pytest.mark.slow
def test_the_compatibility_table_of_the_documentation_is_fresh(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    documents = tmp_path / "life"
    with serving() as site:
        life.write(tmp_path, documents, site)

    found = trial.results(tmp_path / "programs", documents)

    written = table.rendered(found)
    announced.TABLES.append(written)
    if request.config.getoption("--write-golden"):
        table.document(written)
    known = table.versions(table.documented())
    others = [each for each in found if known.get((each.program, each.origin)) not in (None, each.version)]
    if others:
        missing("; ".join(f"{each.program} is {each.version}, and the table is of another" for each in others))
    assert f"{len(found)} readers and parsers" in " ".join(README.read_text(encoding="utf-8").split())
    assert written == table.documented(), "`make readers` writes docs/feeds.md anew; review the difference"
