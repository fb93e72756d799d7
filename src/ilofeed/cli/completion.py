"""``ilofeed completion``, and the values that the shell completes."""

from __future__ import annotations

import click

from ilofeed.cli.options import load_config
from ilofeed.cli.output import echo_lines
from ilofeed.core.errors import IlofeedError

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_ILOFEED_COMPLETE"
# Bash splits words at colons, so "ilo:news" reaches click as three words. These functions join them, and
# remove from the answers the part of the word before the last colon.
_WHOLE_WORDS = """\
_ilofeed_completion_of_whole_words() {
    local typed=${COMP_LINE:0:COMP_POINT} at
    local current=${typed##*[[:space:]]}
    if [[ $current != *:* || $COMP_WORDBREAKS != *:* ]]; then
        _ilofeed_completion "$@"
        return
    fi
    local -a COMP_WORDS
    read -ra COMP_WORDS <<< "${typed%"$current"}"
    local COMP_CWORD=${#COMP_WORDS[@]}
    COMP_WORDS+=("$current")
    _ilofeed_completion "$1"
    for at in "${!COMPREPLY[@]}"; do
        COMPREPLY[at]=${COMPREPLY[at]#"${current%"${current##*:}"}"}
    done
}

complete -o nosort -F _ilofeed_completion_of_whole_words ilofeed
"""


@click.command(short_help="Print a completion script for your shell.")
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print the script with which SHELL completes commands, options and slugs.

    \b
    bash:  ilofeed completion bash > ~/.local/share/bash-completion/completions/ilofeed
    zsh:   ilofeed completion zsh > "${fpath[1]}/_ilofeed"
    fish:  ilofeed completion fish > ~/.config/fish/completions/ilofeed.fish
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - rarely needed

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"{shell} is not known")
    root = click.get_current_context().find_root()
    echo_lines(kind(root.command, {}, "ilofeed", _VARIABLE).source())
    if shell == "bash":
        echo_lines(_WHOLE_WORDS)


def slugs(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the slugs that begin with *incomplete*; none if the configuration has an error."""
    try:
        with context.scope(cleanup=False):
            config = load_config()
    except IlofeedError:
        return []
    return [source.slug for source in config.sources if source.slug.startswith(incomplete)]


def catalogue_names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Return the names of the catalogue that begin with *incomplete*."""
    from ilofeed.config import catalogue  # noqa: PLC0415 - rarely needed

    names = [catalogue.NAME, *catalogue.load().names]
    return [name for name in names if name.startswith(incomplete)]
