"""The start and the end of the command ``ilofeed``, also as ``python -m ilofeed``."""

from __future__ import annotations

import gc

from ilofeed.app import garbage


def main() -> None:
    """Run the command line."""
    garbage.look_after_start()
    from ilofeed import cli  # noqa: PLC0415 - not before that

    try:
        cli.main()
    finally:
        # At its end Python takes all apart that was loaded, and looks through it for garbage again and again,
        # which is a tenth of a short run. What is frozen is not looked at.
        gc.freeze()


if __name__ == "__main__":
    main()
