"""The description of the package, from README.md: a build hook of hatchling (`[tool.hatch.metadata.hooks.custom]`).

A package index shows it without the repository, so relative links would lead nowhere. They become links to the
repository, at the tag of the version, if `[project.urls]` names one as `Repository`; otherwise they become plain text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"\[([^\]]*)\]\((?!https?://)([^)]*)\)")
_PICTURE = re.compile(r"<img\s[^>]*?src=\"(?!https?://)([^\"]*)\"[^>]*>\n*")
_COMMENT = re.compile(r"^<!--.*?-->\n+", re.MULTILINE | re.DOTALL)


class ReadmeHook(MetadataHookInterface):
    """Sets `readme`, which pyproject.toml has as dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the description into *metadata*, the table `[project]`."""
        readme = Path(self.root, "README.md").read_text(encoding="utf-8")
        repository = metadata.get("urls", {}).get("Repository", "")
        text = described(readme, repository, metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def described(readme: str, repository: str, version: str) -> str:
    """Return *readme* without relative links and pictures, and without the comments for our tests."""
    text = _COMMENT.sub("", readme)
    if not repository:
        return _LINK.sub(r"\1", _PICTURE.sub("", text))
    at_the_tag = f"{repository.rstrip('/')}/{{}}/v{version}/"

    def linked(link: re.Match[str]) -> str:
        # An anchor alone is one of this page.
        return link[0] if link[2].startswith("#") else f"[{link[1]}]({at_the_tag.format('blob')}{link[2]})"

    def shown(picture: re.Match[str]) -> str:
        return picture[0].replace(picture[1], at_the_tag.format("raw") + picture[1])

    return _PICTURE.sub(shown, _LINK.sub(linked, text))
