"""Update the catalogues of the interface's words from the code and the templates, and compile them.

    python scripts/catalogues.py          writes them, and names the messages without a translation
    python scripts/catalogues.py --check  writes nothing; exit status 1 where a file is stale

Translate the new messages in the .po files, then run it again. The heads of the files have neither dates nor the
version of Babel, so the same messages make the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ilofeed.core.language import DEFAULT_INTERFACE, INTERFACES
from ilofeed.publish.render.catalogues import DOMAIN

SOURCE = Path(__file__).parents[1] / "src" / "ilofeed"
LOCALE = SOURCE / "publish" / "render" / "locale"

# The functions whose arguments are messages. `_message` marks one that is looked up later.
_KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "_message": ((1, "c"), 2),
}
_METHODS = [
    ("**/publish/render/**.py", "python"),
    ("**/serve/**.py", "python"),
    ("**/templates/**.html", "jinja2"),
]
_OPTIONS = {"**/templates/**.html": {"silent": "false", "newstyle_gettext": "true"}}


class Plain(Catalog):
    """A catalogue whose head is the same at any time and with any version of Babel."""

    def _head(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier or "")),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            *([("Plural-Forms", self.plural_forms)] if self.locale_identifier else []),
        ]

    mime_headers = property(_head)


def main() -> int:
    """Write the files that differ, or name those that are stale. Name what is not translated."""
    is_check = "--check" in sys.argv[1:]
    stale = {path: data for path, data in files().items() if not path.exists() or path.read_bytes() != data}
    for path, data in stale.items():
        if not is_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        print(f"{'stale' if is_check else 'wrote'} {path.relative_to(SOURCE)}")
    for path in sorted(LOCALE.rglob("*.po")):
        for message in untranslated(read(path)):
            print(f"not translated in {path.parts[-3]}: {message!r}")
    return 1 if is_check and stale else 0


def files() -> Mapping[Path, bytes]:
    """Return the bytes of all catalogues, as they are to be."""
    template = extracted()
    made: dict[Path, bytes] = {}
    for language in INTERFACES:
        if language == DEFAULT_INTERFACE:
            continue
        place = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        catalogue = read(place) if place.exists() else empty(language)
        # A similar message has another meaning: its translation is no draft.
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        text, compiled = BytesIO(), BytesIO()
        write_po(text, catalogue, width=110, include_lineno=False)
        write_mo(compiled, catalogue)
        made |= {place: text.getvalue(), place.with_suffix(".mo"): compiled.getvalue()}
    return made


def extracted() -> Plain:
    """Return all messages of the code and the templates, in the order of files."""
    template = Plain()
    found = extract_from_dir(
        SOURCE, method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS, comment_tags=()
    )
    for name, line, message, comments, context in found:
        template.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return template


def read(path: Path) -> Plain:
    """Return the catalogue in the file *path*."""
    plain = empty(path.parts[-3])
    for message in read_po(BytesIO(path.read_bytes()), locale=path.parts[-3]):
        if message.id:
            plain[message.id] = message
    return plain


def empty(language: str) -> Plain:
    """Return a catalogue of *language* without messages."""
    name = Locale.parse(language).english_name
    return Plain(locale=language, header_comment=f"# {name} words of ilofeed's pages.", fuzzy=False)


def untranslated(catalogue: Catalog) -> Iterator[object]:
    """Yield the messages of *catalogue* without a translation, or with an incomplete one."""
    for message in catalogue:
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,)):
            yield message.id


if __name__ == "__main__":
    sys.exit(main())
