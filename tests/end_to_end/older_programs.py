"""`make upgrades`: programs of the past, each followed by this one on the same database. Needs the whole history.

For each migration it takes the first program that had it, lets that poll seven items of a page on loopback, and then
lets this program poll nine. It prints a table, and exit status 1 if an id is lost, an item is announced twice, or the
feed has other dates. Programs that do not run with the libraries of today are named.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fakes.pages import ilo_list, some
from fakes.site import Site, serving
from ilofeed.store.migrations import read_migrations

ROOT = Path(__file__).parents[2]
PLACES = ("src/ilofeed/store/migrations", "src/ilofeed/store/sqlite/migrations")


def main() -> int:
    """Print the table, and return the exit status."""
    bad = 0
    print("| tables | program of | result |\n| --- | --- | --- |")
    with serving() as site:
        for version in read_migrations("sqlite"):
            for commit, day in first_with(version):
                with tempfile.TemporaryDirectory() as folder:
                    result, is_bad = upgraded(Path(folder), commit, site)
                bad += is_bad
                print(f"| {version} | {day}, {commit} | {result} |", flush=True)
    return min(bad, 1)


def first_with(version: int) -> Iterator[tuple[str, str]]:
    """Yield the commit that added the migration to *version*, with its date."""
    paths = [f"{place}/{version:04}_*" for place in PLACES]
    log = run(["git", "log", "--diff-filter=A", "--format=%h %cs", "--", *paths], ROOT).stdout
    for line in log.splitlines()[-1:]:
        commit, day = line.split()
        yield commit, day


def upgraded(folder: Path, commit: str, site: Site) -> tuple[str, bool]:
    """Poll with the program of *commit*, then with this one, in *folder*. Returns the result, and whether it is bad."""
    run(["git", "archive", "--output", str(folder / "old.tar"), commit, "src"], ROOT)
    run(["tar", "--extract", "--file", "old.tar"], folder)
    (folder / "config.toml").write_text(
        '[ilofeed]\nbase_url = "https://feeds.example.org/"\nauthority = "feeds.example.org,2026"\n'
        '[fetch]\nallow_private = ["127.0.0.1"]\nmin_delay = "0s"\n'
        f'[[source]]\nslug = "news"\nurl = "{site.url}"\n',
        encoding="utf-8",
    )
    site.show(ilo_list(some(7)))
    first = run([sys.executable, "-m", "ilofeed", "fetch", "--once"], folder, PYTHONPATH=str(folder / "src"))
    if first.returncode:
        return f"does not run today: {(first.stderr.strip().splitlines() or ['?'])[-1][:80]}", False
    before = entries(folder)
    site.show(ilo_list(some(9)))
    again = run([sys.executable, "-m", "ilofeed", "fetch", "--once", "--force"], folder)
    after = entries(folder)
    kept = sum(after.get(name) == before[name] for name in before)
    is_good = (again.returncode, len(before), kept, len(after)) == (0, 7, 7, 9)
    return f"{kept} of {len(before)} entries as they were, {len(after) - len(before)} new", not is_good


def entries(folder: Path) -> dict[str, tuple[str, str]]:
    """Return title and date of each entry of the feed, by its id."""
    feed = json.loads((folder / "feeds/news.json").read_bytes())
    return {each["id"]: (each["title"], each["date_published"][:10]) for each in feed["items"]}


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run *command* in *folder*."""
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=120,
    )


if __name__ == "__main__":
    sys.exit(main())
