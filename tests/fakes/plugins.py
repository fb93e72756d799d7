"""Packages with profiles, as an installer leaves them: a module, and a folder with metadata beside it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ilofeed.core.plugins import GROUP

#: A page that autodetection cannot read: no dates, and links with the same words.
PAGE = """<html lang="en"><body><h1>Cases</h1><div class="cases">
<p class="case" data-day="2026-11-20">Ladder without feet <a href="/case/2">More</a></p>
<p class="case" data-day="2026-11-12">Noise in the mill <a href="/case/1">More</a></p></div></body></html>"""

#: A profile that reads `PAGE`; `NAME` and `TITLE` are to be replaced.
CODE = """
from ilofeed import RawItem
NAME = "cases"
def fits(document, *, was_read=False):
    return document.soup.select_one("div.cases") is not None
def extract(document):
    return document.extraction(NAME, [read(document, tag) for tag in document.soup.select("p.case")])
def read(document, tag):
    found = document.find_date(tag["data-day"])
    return RawItem(title=tag.contents[0], href=tag.a["href"], published=found.published, date_text=found.text)
"""


@dataclass(frozen=True)
class Package:
    """A package to install."""

    name: str = "ilofeed-cases"
    version: str = "1.0"
    profiles: Mapping[str, str] = field(default_factory=lambda: {"cases": "cases_profile"})
    modules: Mapping[str, str] = field(default_factory=lambda: {"cases_profile": CODE})
    entry_points: str = ""  #: in place of those of the profiles

    def install(self, folder: Path) -> Path:
        """Write the package into *folder*, which is to be on ``sys.path``, and return it."""
        metadata = folder / f"{self.name.replace('-', '_')}-{self.version}.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {self.name}\nVersion: {self.version}\n")
        lines = "\n".join(f"{name} = {target}" for name, target in self.profiles.items())
        (metadata / "entry_points.txt").write_text(self.entry_points or f"[{GROUP}]\n{lines}\n")
        for name, code in self.modules.items():
            (folder / f"{name}.py").write_text(code)
        return folder


def profile(name: str, code: str = CODE) -> Package:
    """Return a package that offers the profile *name*, whose module has *code* with that NAME."""
    module = f"{name.replace('-', '_')}_profile"
    return Package(
        name=f"ilofeed-{name}",
        profiles={name: module},
        modules={module: code.replace('NAME = "cases"', f'NAME = "{name}"')},
    )


@contextmanager
def installed(folder: Path, *packages: Package) -> Iterator[None]:
    """Let this process find *packages*, each in a folder of its own below *folder*, in this order."""
    before, loaded = list(sys.path), set(sys.modules)
    for number, package in enumerate(packages):
        sys.path.append(str(package.install(folder / f"package-{number}")))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:] = before
        for name in {name for package in packages for name in package.modules} - loaded:
            sys.modules.pop(name, None)
