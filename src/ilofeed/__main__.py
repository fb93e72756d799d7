"""The start and the end of the command ``ilofeed``, also as ``python -m ilofeed``."""

from __future__ import annotations

import gc
import signal
import sys

from ilofeed.app import garbage


def main(platform: str = sys.platform) -> None:
    """Run the command line, on another *platform* than Windows."""
    if platform == "win32":
        # It has neither the locks of files nor the signals that the program relies on.
        sys.stderr.write("ilofeed: Windows is not supported; use WSL 2 or a container, see docs/install.md\n")
        sys.exit(2)
    garbage.look_after_start()
    # Ctrl-C while modules are loaded ends the program as it ends other programs, without a traceback. A parent
    # process may have it ignored.
    on_interrupt = signal.getsignal(signal.SIGINT)
    if on_interrupt is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from ilofeed import cli  # noqa: PLC0415 - not before that

    signal.signal(signal.SIGINT, on_interrupt)
    try:
        cli.main()
    finally:
        # At its end Python takes all apart that was loaded, and looks through it for garbage again and again,
        # which is a tenth of a short run. What is frozen is not looked at.
        gc.freeze()


if __name__ == "__main__":
    main()
