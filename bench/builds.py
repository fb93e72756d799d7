"""The two builds that are measured: the present one, and the base in an environment of its own."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from bench.limits import BASE as _COMMIT

ROOT = Path(__file__).parent.parent
_ENVIRONMENTS = ROOT / ".venv-bench"
#: Where the programs of others are installed.
OTHERS = _ENVIRONMENTS / "others" / "bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One build of ilofeed."""

    name: str
    bin: Path  #: of the environment in which it is installed
    root: Path  #: its source, with the bench of its time
    driver: str  #: the module of this bench that knows names inside it

    @property
    def command(self) -> Path:
        return self.bin / "ilofeed"

    @property
    def python(self) -> Path:
        return self.bin / "python"


PRESENT = Build(name="ilofeed", bin=Path(sys.executable).parent, root=ROOT, driver="inside")
BASE = Build(
    name=_COMMIT,
    bin=_ENVIRONMENTS / "base" / "bin",
    root=_ENVIRONMENTS / "base" / "source",
    driver="base",
)
BUILDS = (PRESENT, BASE)
