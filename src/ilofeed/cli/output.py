"""Print: the one place where commands write to standard output and standard error."""

from __future__ import annotations

import io
import sys
import threading
import traceback
from types import TracebackType

import click

from ilofeed.core import terminal
from ilofeed.core.moving_line import MOVING_LINE


def echo(text: str = "", *, err: bool = False, end: str = "\n") -> None:
    """Print *text* as one line, with control characters escaped."""
    with MOVING_LINE.room():
        click.echo(terminal.line(text) + end, nl=False, err=err)


def echo_lines(text: str, *, err: bool = False) -> None:
    """Print *text*, keeping its line breaks."""
    with MOVING_LINE.room():
        click.echo(terminal.lines(text), err=err)


def echo_document(document: bytes) -> None:
    """Print a whole *document* for programs, byte for byte."""
    with MOVING_LINE.room():
        click.echo(document, nl=False)


def echo_frame(frame: str) -> None:
    """Print *frame*, with its movements of the cursor, to the terminal; texts in it were made safe."""
    click.echo(frame, nl=False)


def show_error(error: click.ClickException) -> None:
    """Print a usage error, escaped: it quotes arguments, which may be names of files."""
    shown = io.StringIO()
    error.show(shown)
    click.echo(terminal.lines(shown.getvalue()), nl=False, err=True)


def catch_tracebacks() -> None:
    """Print every traceback by `show_traceback`: also those of threads and unraisable exceptions."""

    def of_thread(error: threading.ExceptHookArgs) -> None:
        if error.exc_value is not None and not isinstance(error.exc_value, SystemExit):
            show_traceback(error.exc_type, error.exc_value, error.exc_traceback)

    def of_unraisable(error: sys.UnraisableHookArgs) -> None:
        if error.exc_value is not None:
            show_traceback(error.exc_type, error.exc_value, error.exc_traceback)

    sys.excepthook = show_traceback
    threading.excepthook = of_thread
    sys.unraisablehook = of_unraisable


def show_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print the traceback of a bug, escaped: an exception may quote a page."""
    text = "".join(traceback.format_exception(kind, error, trace))
    if sys.stderr is not None:
        with MOVING_LINE.room():
            click.echo(terminal.lines(text), nl=False, err=True)
