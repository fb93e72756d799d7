"""The folders of published files: one for the public, and one for private feeds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ilofeed.core.private_feeds import PrivateFeeds
from ilofeed.publish.render import FORMATS, PAGE


class Folders(Struct, frozen=True):
    """The folders of files: one that any web server may serve, and one for the documents of private feeds."""

    public: Path
    private: PrivateFeeds = PrivateFeeds()

    def of(self, name: str) -> Path:
        """Return the folder of the document *name*."""
        if self.private.folder is None or not self.private.has(name):
            return self.public
        return self.private.folder

    def path(self, name: str, format: str) -> Path:
        """Return the path of the document *name* in *format*."""
        return self.of(name) / f"{name}.{format}"

    def make_private(self) -> None:
        """Make the folder of private feeds, for this user alone, if there are any."""
        if self.private.folder is not None:
            self.private.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def exposed(self) -> Iterator[Path]:
        """Yield the files that private feeds have in the public folder, from the time before they were private."""
        if not self.private.keys or not self.public.is_dir():
            return
        for path in sorted(self.public.iterdir()):
            if path.suffix.removeprefix(".") in (*FORMATS, PAGE) and self.private.has(path.name):
                yield path

    def withdraw(self) -> None:
        """Remove the files that private feeds have in the public folder."""
        for path in self.exposed():
            path.unlink(missing_ok=True)
