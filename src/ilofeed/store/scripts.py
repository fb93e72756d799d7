"""The scripts that bring a database up to the tables of this program."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources


def migrations(database: str) -> Mapping[int, str]:
    """The scripts for *database*, "sqlite" or "postgres", by the version that each leads to, in order."""
    folder = resources.files(f"ilofeed.store.{database}") / "migrations"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda f: f.name)
    return {int(file.name.partition("_")[0]): file.read_text(encoding="utf-8") for file in found}
