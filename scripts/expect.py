"""Write beside a page of fixtures/ what is read from it today, as its expectation.

    python scripts/expect.py fixtures/ilo-list/no-date.html [URL]

Values of ``about``, ``url`` and ``content_type`` that are already in the expectation stay. Then correct mistakes by
hand: the file shows the right result, not the present one.

Without a page it only records what all pages are read as (`fakes.readings`) and what sample feeds are rendered as
(`fakes.renderings`), which it does after each page too. It refuses where a known page is read, or a known feed is
rendered, otherwise than before and ``READING`` or ``RENDERING`` was not increased.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fakes.readings import READINGS
from fakes.renderings import RENDERINGS
from ilofeed.testing import Fixture

LIST = "https://www.ilo.org/global/about-the-ilo/newsroom/news/lang--en/index.htm"


def main(name: str = "", url: str = "") -> None:
    """Write the expectation of the page at *name*, if one is given; then record all readings and renderings."""
    if name:
        expect(name, url)
    if refusal := READINGS.write() or RENDERINGS.write():
        sys.exit(refusal)


def expect(name: str, url: str) -> None:
    """Write the expectation of the page at *name*."""
    page = Path(name).resolve()
    case = Fixture(page=page, name=page.name)
    before = case.expected()
    how = {"about": case.about, "url": url or before.get("url") or LIST}
    how |= {key: before[key] for key in ("content_type", "date") if key in before}
    case.expectation.write_text(json.dumps(how), encoding="utf-8")
    found = case.read()
    text = json.dumps(how | found, ensure_ascii=False, indent=1)
    case.expectation.write_text(text + "\n", encoding="utf-8")
    print(f"wrote {case.expectation.name}: {len(found.get('items', []))} items")


if __name__ == "__main__":
    main(*sys.argv[1:])
