"""``ilofeed worker``: polls for the tickers of a cluster, which are ``ilofeed run --cluster``."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from ilofeed.cli.options import config_changes, config_option, load_config, log_options, log_origin
from ilofeed.core import extras
from ilofeed.core.errors import ConfigError

if TYPE_CHECKING:
    from ilofeed.config.loader import Config
    from ilofeed.core import cluster_state


@click.command(short_help="Poll the sources that a cluster's tickers queue.")
@click.option(
    "--concurrency",
    metavar="NUMBER",
    type=click.IntRange(1, 200),
    default=8,
    show_default=True,
    help="Number of polls at a time, each of another host.",
)
@log_options
@config_option
def worker(*, concurrency: int, verbose: bool, log_format: str) -> None:
    """Poll the sources that `ilofeed run --cluster` queues, and publish their feeds, until SIGTERM or SIGINT.

    Needs a PostgreSQL database, and the extra `cluster`. A changed configuration is reloaded
    automatically.
    """
    from ilofeed.app import logs  # noqa: PLC0415
    from ilofeed.app.container import Container  # noqa: PLC0415 - loads the pipeline, not needed for --help

    logs.configure(log_format, verbose=verbose)
    config = load_config()
    log_origin(config)
    check_cluster(config)
    from ilofeed.app.cluster import worker as cluster_worker  # noqa: PLC0415 - needs the libraries that were checked

    with Container(config, role="worker") as app:
        cluster_worker.run(app, concurrency=concurrency, changes=config_changes())


class Watch:
    """Call it for the queue of a cluster in numbers; None where there is no cluster."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def __call__(self) -> cluster_state.Queue | None:
        """Return the state of the queue. Raises StoreError. No connection is kept until the next call."""
        if self._config.database.startswith("sqlite:"):
            return None
        try:
            check_cluster(self._config)
        except ConfigError:
            return None
        from ilofeed.app.cluster.queue import Queue  # noqa: PLC0415 - needs the libraries that were checked

        with closing(Queue(self._config.database)) as queue:
            return queue.figures()


def check_cluster(config: Config) -> None:
    """Raise ConfigError where the libraries of a cluster are not installed, or *config* names no database for it."""
    try:
        from ilofeed.app.cluster.queue import Queue  # noqa: PLC0415 - for those who have a cluster
    except ImportError as error:
        raise ConfigError(f"a cluster needs more packages ({error}): {extras.remedy('cluster')}") from error
    try:
        Queue(config.database).close()
    except ConfigError as error:
        raise ConfigError(f"{config.name}: {error}", place=error.place) from None
