"""The scripts that bring a database up to the tables of this program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def read_migrations(database: str) -> Mapping[int, str]:
    """Return the scripts for *database*, "sqlite" or "postgres", in order, by the version that each leads to."""
    # By the path: loading importlib.resources would cost every start more than this whole function.
    found = sorted(Path(__file__).with_name(database).glob("migrations/*.sql"))
    return {int(file.name.partition("_")[0]): file.read_text(encoding="utf-8") for file in found}
