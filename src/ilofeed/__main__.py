"""The start and the end of the command ``ilofeed``, also as ``python -m ilofeed``."""

from __future__ import annotations

import gc

#: When Python looks for garbage. By itself it does after 700 new objects; but what is loaded at a start is
#: none, and a page leaves a few thousand. Looks as seldom as this save a twentieth of a short run.
SELDOM = (5_000, 10, 10)


def main() -> None:
    """Run the command line."""
    gc.set_threshold(*SELDOM)
    from ilofeed import cli  # noqa: PLC0415 - the threshold first

    try:
        cli.main()
    finally:
        # At its end Python takes all apart that was loaded, and looks through it for garbage again and again,
        # which is a tenth of a short run. What is frozen is not looked at.
        gc.freeze()


if __name__ == "__main__":
    main()
