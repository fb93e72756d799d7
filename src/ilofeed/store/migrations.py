"""The scripts that bring a database up to the tables of this program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path


class Migrations(Mapping[int, str]):
    """Scripts in order, by the version that each leads to. Each is read when it is needed: most starts need none."""

    def __init__(self, files: Mapping[int, Path]) -> None:
        self._files = files

    def __getitem__(self, version: int) -> str:
        return self._files[version].read_text(encoding="utf-8")

    def __iter__(self) -> Iterator[int]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def read_migrations(database: str) -> Migrations:
    """Return the scripts for *database*, "sqlite" or "postgres"."""
    # By the path: loading importlib.resources would cost every start more than this whole function.
    found = sorted(Path(__file__).with_name(database).glob("migrations/*.sql"))
    return Migrations({int(file.name.partition("_")[0]): file for file in found})
