"""``ilofeed worker``: poll the sources that ``ilofeed run --cluster`` queues."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from ilofeed.cli.options import config_changes, config_option, load_config, log_options
from ilofeed.core.errors import ConfigError

if TYPE_CHECKING:
    from ilofeed.config.loader import Config
    from ilofeed.core import cluster_state


@click.command(short_help="Poll the sources that a cluster has queued.")
@click.option(
    "--concurrency",
    metavar="NUMBER",
    type=click.IntRange(1, 200),
    default=8,
    show_default=True,
    help="Polls at the same time, each of another host.",
)
@log_options
@config_option
def worker(*, concurrency: int, verbose: bool, log_format: str) -> None:
    """Poll the sources that `ilofeed run --cluster` queues, and publish their feeds, until SIGTERM or SIGINT.

    Needs a PostgreSQL database, and `pip install 'ilofeed[cluster]'`. A changed configuration is
    reloaded automatically.
    """
    from ilofeed.app import logs  # noqa: PLC0415
    from ilofeed.app.container import Container  # noqa: PLC0415 - loads the pipeline, not needed for --help

    logs.configure(log_format, verbose=verbose)
    config = load_config()
    check_cluster(config)
    from ilofeed.app.cluster import worker as cluster_worker  # noqa: PLC0415 - needs the libraries that were checked

    with Container(config, role="worker") as app:
        cluster_worker.run(app, concurrency=concurrency, changes=config_changes())


class Watch:
    """Callable that returns the figures of the cluster's queue; None without a cluster."""

    def __init__(self, config: Config) -> None:
        self._config = config

    def __call__(self) -> cluster_state.Queue | None:
        """Return the figures. Raises StoreError. Keeps no connection, since calls are rare."""
        if self._config.database.startswith("sqlite:"):
            return None
        try:
            check_cluster(self._config)
        except ConfigError:
            return None
        with closing(queue):
            figures: cluster_state.Queue | None = queue.figures()
            return figures


def clustered(config: Config) -> ModuleType:
    """Return the module `ilofeed.app.cluster.worker`.

    Raises ConfigError if its libraries are not installed, or *config* names no PostgreSQL database.
    """
    try:
        from ilofeed.app.cluster import worker  # noqa: PLC0415 - only where there is a cluster
        from ilofeed.app.cluster.queue import Queue  # noqa: PLC0415 - see above
    except ImportError as error:
        raise ConfigError(f"a cluster needs another package ({error}): pip install 'ilofeed[cluster]'") from error
    try:
        Queue(config.database).close()
    except ConfigError as error:
        raise ConfigError(f"{config.name}: {error}") from None
