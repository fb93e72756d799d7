"""The type of options that take the name of a profile."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from ilofeed.core.layout_names import NAMES, SELECTORS


class ProfileName(click.Choice[str]):
    """The name of a profile of ilofeed, or of one that an installed package offers; not that of selectors."""

    def __init__(self) -> None:
        super().__init__([name for name in NAMES if name != SELECTORS])

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return *value* if a profile has that name. Plugins are looked for only if it is none of ours."""
        if value in self.choices:
            return value
        from ilofeed.core import plugins  # noqa: PLC0415 - few profiles are those of plugins

        installed = plugins.installed().by_name
        if value in installed:
            return value
        names = ", ".join(map(repr, (*self.choices, *installed)))
        raise click.BadParameter(f"{value!r} is not one of {names}.", ctx, param)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the names that begin with *incomplete*."""
        from ilofeed.core import plugins  # noqa: PLC0415 - see above

        own = [CompletionItem(name) for name in plugins.installed().by_name if name.startswith(incomplete)]
        return super().shell_complete(ctx, param, incomplete) + own
