"""The example of docs/fetching.md as it is: a proxy with a password, a private authority, and a login by cookie."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from fakes.certificates import Authority
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.processes import free_port, given_away, public_folder, started
from fakes.proxies import forward_proxy
from fakes.real_parts import program
from fakes.site import LIST_PATH, serving

DOCS = Path(__file__).parents[2] / "docs/fetching.md"


def test_the_example_of_the_documentation_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(
        r"^```toml\n(\[fetch\]\nproxy.*?)^```$", DOCS.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found
    port, port_with_login = free_port(), free_port()
    authority = Authority(tmp_path)
    (tmp_path / "company-ca.pem").write_text(authority.root.read_text())
    (tmp_path / "session.txt").write_text("s3ssion-of-the-example\n")
    monkeypatch.setenv("PROXY_PASSWORD", "hush-hush")
    hashed = subprocess.run(
        [program("openssl", "openssl"), "passwd", "-apr1", "hush-hush"], capture_output=True, text=True, check=True
    ).stdout

    with public_folder() as folder, serving(tls=authority.server()) as site:
        site.show(ilo_list(some(5)))
        with started(forward_proxy(given_away(folder), port, port_with_login, f"ilofeed:{hashed}")):
            operator = Operator(tmp_path, site)
            config = (
                found[1]
                .replace("proxy.example.org:3128", f"127.0.0.1:{port_with_login}")
                .replace(
                    "https://news.example.org/list", f"{site.origin.replace('127.0.0.1', 'localhost')}{LIST_PATH}"
                )
                .replace("[fetch]\n", '[fetch]\nallow_private = ["localhost"]\nmin_delay = "0s"\n')
            )
            (tmp_path / "config.toml").write_text(config)
            runs = [operator.run("check"), operator.run("fetch", "--once"), operator.run("status")]

    shown = "".join(run.stdout + run.stderr for run in runs)
    assert [run.returncode for run in runs] == [0, 0, 0], shown
    assert "5 new" in shown
    assert [request.headers.get("Cookie") for request in site.asked()] == ["session=s3ssion-of-the-example"]
    assert [request.headers.get("Cookie") for request in site.asked("/robots.txt")] == [None]
    assert "hush-hush" not in shown
    assert "s3ssion" not in shown
