"""Record what all pages of fixtures/ are read as, and what sample feeds are rendered as.

    python scripts/record.py

It writes `fixtures/reading.json` (`fakes.readings`) and `fixtures/rendering.json` (`fakes.renderings`). It refuses if a
known page is read, or a known feed is rendered, otherwise than before and ``READING`` or ``RENDERING`` was not
increased. `ilofeed dev expect` writes the expectation of a page.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fakes.readings import READINGS
from fakes.renderings import RENDERINGS


def main() -> None:
    """Record all readings and renderings."""
    if refusal := READINGS.write() or RENDERINGS.write():
        sys.exit(refusal)


if __name__ == "__main__":
    main()
