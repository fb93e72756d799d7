"""The driver of a bare ``httpx.Client``, which polls by conditional requests and does nothing with the answers."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Self

import httpx


class Build:
    """A client that stays open, with the URLs of the configuration in a folder."""

    def __init__(self, folder: Path) -> None:
        config = tomllib.loads((folder / "config.toml").read_text(encoding="utf-8"))
        self._etags = {source["url"]: "" for source in config["source"]}
        self._client = httpx.Client()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def poll(self) -> list[str]:
        """Request each page, and return the outcomes as a poll names them."""
        outcomes = []
        for url, etag in self._etags.items():
            response = self._client.get(url, headers={"If-None-Match": etag} if etag else None)
            is_known = response.status_code == httpx.codes.NOT_MODIFIED
            outcomes.append("not_modified" if is_known else "changed")
            self._etags[url] = response.headers["ETag"]
        return outcomes
