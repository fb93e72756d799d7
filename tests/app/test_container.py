"""A reload replaces the services whole; what lives as long as the program stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from ilofeed.app.container import Container
from ilofeed.config.loader import parse
from ilofeed.core.errors import ConfigError


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    config = parse('[[source]]\nslug = "news"\nurl = "https://example.org/"\n', folder=tmp_path)
    with Container(config) as opened:
        yield opened


def test_a_reload_replaces_the_services_and_keeps_the_store(container: Container) -> None:
    poller, publisher, store = container.poller, container.publisher, container.store

    container.reload(replace(container.config, base_url="https://feeds.example.org/"))

    assert container.config.base_url == "https://feeds.example.org/"
    assert container.poller is not poller
    assert container.publisher is not publisher
    assert container.store is store


def test_connections_are_kept_while_their_settings_are_the_same(container: Container) -> None:
    network = container.services.network

    container.reload(replace(container.config, base_url="https://feeds.example.org/"))

    assert container.services.network is network


@pytest.mark.parametrize("key", ["fetch", "contact"])
def test_other_settings_of_the_network_make_other_connections(container: Container, key: str) -> None:
    network = container.services.network
    limits = replace(container.config.fetch, timeout=timedelta(seconds=7))
    changed = {"fetch": limits} if key == "fetch" else {"contact": "https://example.org/contact"}

    container.reload(replace(container.config, **changed))

    assert container.services.network is not network


def test_another_database_needs_a_restart_and_changes_nothing(container: Container) -> None:
    services = container.services

    with pytest.raises(ConfigError, match="takes a restart"):
        container.reload(replace(container.config, database="sqlite:///other.db"))

    assert container.services is services


def test_listeners_are_called_after_the_services_are_replaced(container: Container) -> None:
    seen: list[str] = []
    container.on_reload(lambda: seen.append(container.config.base_url))

    container.reload(replace(container.config, base_url="https://feeds.example.org/"))

    assert seen == ["https://feeds.example.org/"]
