"""``ilofeed serve`` and ``ilofeed run``: the feeds and a page about them over HTTP."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ilofeed.cli.options import (
    config_changes,
    config_option,
    load_config,
    load_config_to_extend,
    log_options,
    log_origin,
)
from ilofeed.cli.worker import Watch, check_cluster
from ilofeed.core import extras
from ilofeed.core.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from ilofeed.app.cluster.ticker import Ticker
    from ilofeed.app.container import Container
    from ilofeed.app.operator_requests import OperatorRequests
    from ilofeed.config.loader import Config
    from ilofeed.serve.server import Server

_Command = TypeVar("_Command", bound=Callable[..., Any])

_logger = logging.getLogger(__name__)


def _place_options(command: _Command) -> _Command:
    """``--host``, ``--port``, ``--admin`` and ``--access-log``."""
    port = click.option(
        "--port",
        metavar="NUMBER",
        type=click.IntRange(0, 65535),
        default=8000,
        show_default=True,
        help="0 takes a free one, which is said on standard error.",
    )
    admin = click.option(
        "--admin",
        is_flag=True,
        help="Also serve pages to tend the sources, at a secret address that is logged to standard error.",
    )
    access_log = click.option(
        "--access-log",
        is_flag=True,
        help="A line for each request on standard error, with nothing of who made it.",
    )
    host = click.option(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        show_default=True,
        help="Where to listen; 0.0.0.0 is everywhere.",
    )
    return host(port(admin(access_log(command))))


@click.command(short_help="Serve the feeds and a page about them.")
@_place_options
@log_options
@config_option
def serve(host: str, port: int, *, admin: bool, access_log: bool, verbose: bool, log_format: str) -> None:
    """Serve the files of the output folder, and a page about them, until SIGTERM or SIGINT.

    Nothing is polled: that is for `ilofeed run`, or for `ilofeed fetch` in another process.
    """
    from ilofeed.app import logs  # noqa: PLC0415
    from ilofeed.app.ending import end_in_time  # noqa: PLC0415
    from ilofeed.app.operator_requests import OperatorRequests, in_own_threads  # noqa: PLC0415

    logs.configure(log_format, verbose=verbose)
    config = _config(admin=admin)
    with _opened(config) as app:
        app.queue, requests = Watch(config), OperatorRequests() if admin else None
        server = _server(app, host, port, requests, access_log=access_log)

        def stop() -> None:
            end_in_time()  # a thread may read a long page for the admin site
            server.stop()
            app.stop()  # a preview may be waiting for its page

        _on_signals(stop)
        with _copying(app), in_own_threads(app, requests) if requests else nullcontext():
            server.run()


@click.command(short_help="Poll on schedule and serve, in one process.")
@click.option(
    "--cluster",
    is_flag=True,
    help="Let `ilofeed worker` poll what is due. Needs PostgreSQL, and the extra `cluster`.",
)
@_place_options
@log_options
@config_option
def run(
    host: str, port: int, *, cluster: bool, admin: bool, access_log: bool, verbose: bool, log_format: str
) -> None:
    """Poll every source when it is due, and serve the feeds and a page about them, until SIGTERM or SIGINT.

    `ilofeed fetch` and `ilofeed serve` in one process. A changed configuration is reloaded automatically.
    """
    from ilofeed.app import logs  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help
    from ilofeed.app.daemon import service  # noqa: PLC0415 - loads the scheduler
    from ilofeed.app.daemon.tick import Scheduler  # noqa: PLC0415
    from ilofeed.app.operator_requests import OperatorRequests  # noqa: PLC0415 - not needed for --help

    logs.configure(log_format, verbose=verbose)
    config = _config(admin=admin)
    scheduler = _ticker(config) if cluster else Scheduler
    with Container(config, role="run") as app:
        app.queue, requests = Watch(config), OperatorRequests() if admin else None
        stop, changes = threading.Event(), config_changes()
        service.install_signal_handlers(stop, changes)  # a signal may follow the line that it serves
        server = _server(app, host, port, requests, access_log=access_log)
        with _in_thread(server, stop) as failed, _copying(app):
            service.run(app, stop, changes=changes, made_of=partial(scheduler, requests=requests))
    if failed.is_set():
        sys.exit(1)


@contextmanager
def _in_thread(server: Server, stop: threading.Event) -> Iterator[threading.Event]:
    """Open a block in which a thread serves; yield what is set if that fails. *stop* is set when it ends."""
    failed = threading.Event()

    def serve_until_stopped() -> None:
        try:
            server.run()
        except BaseException:
            failed.set()
            raise
        finally:
            stop.set()  # else polls go on without readers, and no supervisor restarts it

    serving = threading.Thread(target=serve_until_stopped, name="serve")
    serving.start()
    try:
        yield failed
    finally:
        server.stop()
        serving.join()


def _config(*, admin: bool) -> Config:
    """Load and log the configuration; for the admin site, which can make one, the file may be missing.

    Raises ConfigError.
    """
    config = load_config_to_extend() if admin else load_config()
    log_origin(config)
    return config


def _ticker(config: Config) -> type[Ticker]:
    """Return the scheduler of a cluster. Raises ConfigError where there cannot be one."""
    check_cluster(config)
    from ilofeed.app.cluster.ticker import Ticker  # noqa: PLC0415 - needs the libraries that were checked

    return Ticker


@contextmanager
def _copying(app: Container) -> Iterator[None]:
    """Open a block in which the feeds that other machines publish are served too."""
    from ilofeed.app import publish_all  # noqa: PLC0415 - not needed for --help

    if app.store.commons is None:
        yield
        return
    _ = app.heartbeat
    from ilofeed.app.cluster.feed_mirror import Copies  # noqa: PLC0415 - for those with other machines

    copies = Copies(partial(publish_all.mirror_feeds, app))
    try:
        yield
    finally:
        copies.stop()


def _opened(config: Config) -> Container:
    """Return the container, also on a database that this process may only read."""
    from ilofeed.app.container import Container  # noqa: PLC0415 - not needed for --help

    app = Container(config, role="serve")
    try:
        _ = app.store
    except StoreError:
        app.close()
        app = Container(config, create=False)
    return app


def _server(
    app: Container, host: str, port: int, requests: OperatorRequests | None, *, access_log: bool
) -> Server:
    """Return the server; with *requests* it also serves the admin site."""
    try:
        from ilofeed.app import web_app  # noqa: PLC0415 - for those who serve
        from ilofeed.serve.access_log import AccessLog  # noqa: PLC0415 - for those who serve
        from ilofeed.serve.server import Server, is_loopback, listen, make_room  # noqa: PLC0415 - for those who serve
    except ImportError as error:
        raise ConfigError(f"serving needs more packages ({error}): {extras.remedy('serve')}") from error

    app.store.states()  # a database that cannot be used ends the program now
    _ = app.publisher, app.poller  # before threads share them
    make_room()
    listening = listen(host, port)
    name, number = listening.getsockname()[:2]
    if requests and not is_loopback(name):
        listening.close()
        raise ConfigError(
            f"--admin needs a loopback address, and --host {host} is open to other machines; leave out one of them"
        )
    site = web_app.site(app, requests)
    here = f"http://{f'[{name}]' if ':' in name else name}:{number}"
    _logger.info("serving at %s/", here)
    if site.admin is not None:
        _logger.info("admin site at %s%s, until this process ends; keep it secret", here, site.admin.path)
    return Server(AccessLog(site, app.clock.monotonic) if access_log else site, listening)


def _on_signals(stop: Callable[[], None]) -> None:
    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
