"""Secrets in a configuration, by {env:NAME} and {file:path}."""

from __future__ import annotations

from pathlib import Path

import pytest

from fakes.configurations import mistakes_in
from ilofeed.config.loader import Config, parse
from ilofeed.config.writer import add_source
from ilofeed.core import secrets
from ilofeed.core.errors import ConfigError

SOURCE = '[[source]]\nslug = "news"\nurl = "https://example.org/news"\n[source.fetch]\n'


def config(own: str, folder: Path = Path()) -> Config:
    return parse(SOURCE + own, folder=folder)


def test_a_placeholder_is_replaced_anywhere_in_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_TOKEN", "t0k3n-of-env")
    (tmp_path / "cookie").write_text("c00kie-of-file\n")

    loaded = config(
        'headers = {Authorization = "Bearer {env:NEWS_TOKEN}", Plain = "{not} one"}\n'
        'cookies = {session = "{file:cookie}"}\n[alerts]\ncommand = ["tell", "--key", "{env:NEWS_TOKEN}"]\n',
        tmp_path,
    )

    request = loaded.sources[0].request
    assert dict(request.headers) == {"Authorization": "Bearer t0k3n-of-env", "Plain": "{not} one"}
    assert dict(request.cookies) == {"session": "c00kie-of-file"}
    assert loaded.alerts.command == ("tell", "--key", "t0k3n-of-env")


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ('headers = {A = "{env:NOT_SET}"}', "source news: fetch.headers.A needs the environment variable NOT_SET"),
        ('headers = {A = "{env:a-b}"}', "source news: fetch.headers.A has the placeholder {env:a-b}"),
        (
            'headers = {A = "Bearer {evn:HOME}"}',
            "source news: fetch.headers.A has {evn:…}, which is no placeholder",
        ),
        ('headers = {A = "{ENV:HOME}"}', "source news: fetch.headers.A has {ENV:…}, which is no placeholder"),
        ('cookies = {A = "{ fiel:a.txt}"}', "source news: fetch.cookies.A has {fiel:…}, which is no placeholder"),
        ('headers = {A = "{env:HOME"}', "source news: fetch.headers.A has a placeholder without its end"),
        (
            'cookies = {a = "{file:missing}"}',
            "source news: fetch.cookies.a needs the file 'missing', which cannot be",
        ),
        ('cookies = {a = "{file:.}"}', "source news: fetch.cookies.a needs the file '.', which cannot be read"),
        ('cookies = {a = "{file:empty}"}', "source news: fetch.cookies.a needs the file 'empty', which is empty"),
        (
            'cookies = {a = "{file:large}"}',
            "source news: fetch.cookies.a needs the file 'large', which is too large",
        ),
        (
            'cookies = {a = "{file:binary}"}',
            "source news: fetch.cookies.a needs the file 'binary', which cannot be",
        ),
        ('[alerts]\ncommand = ["{env:NOT_SET}"]', "alerts.command[0] needs the environment variable NOT_SET"),
        ('[ilofeed]\nbase_url = "{env:HOME}"', "ilofeed.base_url has a placeholder, but is published"),
        (
            '[[feed]]\nslug = "all-of-them"\ntitle = "{env:HOME}"',
            "feed all-of-them: title has a placeholder, but is published",
        ),
        (
            '[[source]]\nslug = "b"\nurl = "https://example.org/?k={env:HOME}"',
            "source b: url has a placeholder, but",
        ),
    ],
)
def test_a_placeholder_without_a_value_is_named_with_its_place(own: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "large").write_text("1" * 70_000)
    (tmp_path / "binary").write_bytes(b"s3cr3t\xff")

    with pytest.raises(ConfigError) as caught:
        config(own, tmp_path)

    assert words in str(caught.value)
    assert "s3cr3t" not in str(caught.value)
    assert caught.value.place


@pytest.mark.parametrize(
    "own",
    [
        'timeout = "{env:NEWS_SECRET}"',
        'user_agent = "{env:NEWS_SECRET}"',
        'headers = {A = "{env:NEWS_SECRET}\\u0001"}',
        '[ilofeed]\ndatabase = "ftp://me:{env:NEWS_SECRET}@host/"\noutput = ""',
        '[alerts]\nwebhook = "http://{env:NEWS_SECRET}/"\nsecret_file = "s"',
    ],
)
def test_no_message_shows_a_secret(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SECRET", "hush'hush")

    messages = [str(error) for error in mistakes_in(SOURCE + own)]

    assert messages
    assert not any("hush" in message for message in messages)


def test_another_secret_is_the_same_source(monkeypatch: pytest.MonkeyPatch) -> None:
    digests = set()
    for secret in ("first-s3cret", "second-s3cret"):
        monkeypatch.setenv("NEWS_SECRET", secret)
        digests.add(config('headers = {A = "{env:NEWS_SECRET}"}').sources[0].digest)

    assert len(digests) == 1


def test_a_source_that_is_added_leaves_the_placeholders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SECRET", "n0t-in-the-file")
    path = tmp_path / "config.toml"
    path.write_text(SOURCE + 'headers = {A = "{env:NEWS_SECRET}"}\n')

    add_source(path, {"slug": "jobs", "url": "https://example.org/jobs"})

    text = path.read_text()
    assert 'headers = {A = "{env:NEWS_SECRET}"}' in text
    assert 'slug = "jobs"' in text
    assert "n0t-in-the-file" not in text


def test_a_part_of_a_published_address_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWS_SITE", "https://Example.org")
    monkeypatch.setenv("NEWS_TOKEN", "t0k3n-beside-a-site")

    config('headers = {Origin = "{env:NEWS_SITE}", Authorization = "{env:NEWS_TOKEN}"}')

    page = b'<a href="https://Example.org/news/4">t0k3n-beside-a-site</a>'
    assert secrets.hide_in_page(page) == b'<a href="https://Example.org/news/4">***</a>'
