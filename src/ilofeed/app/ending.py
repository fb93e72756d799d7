"""End the program in time, also if threads still compute."""

from __future__ import annotations

import logging
import os
import threading

_logger = logging.getLogger(__name__)

#: The time limit for stopping the program, in seconds, also if threads still compute or write. It is
#: shorter than the time after which service managers kill a program.
PATIENCE = 9.0


def end_in_time() -> None:
    """End the program after `PATIENCE` seconds. No data is lost, because a kill is safe at any moment."""

    def end() -> None:
        _logger.warning("given up what still computes")
        os._exit(0)

    timer = threading.Timer(PATIENCE, end)
    timer.daemon = True
    timer.start()
