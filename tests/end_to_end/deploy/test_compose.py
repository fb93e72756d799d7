"""The compose file: a real program accepts it, and it fits the image, the program and the reader beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

import click
import yaml

from end_to_end.deploy.parts import DEPLOY, ROOT, run
from end_to_end.deploy.test_container import said
from fakes.real_parts import program
from ilofeed.cli.serve import serve

FOLDER = DEPLOY / "container"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
ILOFEED, READER = COMPOSE["services"]["ilofeed"], COMPOSE["services"]["freshrss"]
DOCUMENTED = (ROOT / "docs/operations.md").read_text(encoding="utf-8").partition("\n## Container\n")[2]


def port() -> int:
    """The port at which the image serves, as nothing names another one."""
    (option,) = [each for each in serve.params if isinstance(each, click.Option) and each.name == "port"]
    assert "--port" not in json.loads(said("CMD")[0])
    assert isinstance(option.default, int)
    return option.default


def test_docker_compose_accepts_it_without_a_warning() -> None:
    done = run(program("docker-compose", "docker-compose"), "config", "--quiet", folder=FOLDER)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_docker_compose_refuses_a_misspelt_key(tmp_path: Path) -> None:
    text = (FOLDER / "compose.yaml").read_text(encoding="utf-8")
    (tmp_path / "compose.yaml").write_text(text.replace("read_only:", "readonly:"), encoding="utf-8")

    done = run(program("docker-compose", "docker-compose"), "config", "--quiet", folder=tmp_path)

    assert done.returncode != 0
    assert "readonly" in done.stderr


def test_the_image_is_built_of_the_containerfile() -> None:
    context = (FOLDER / ILOFEED["build"]["context"]).resolve()

    assert context == ROOT
    assert context / ILOFEED["build"]["dockerfile"] == FOLDER / "Containerfile"


def test_the_volume_is_the_folder_of_the_configuration_and_of_all_that_is_written() -> None:
    variables = dict(word.split("=", 1) for word in said("ENV")[0].split())
    (volume,) = ILOFEED["volumes"]
    name, _, place = volume.partition(":")

    assert name in COMPOSE["volumes"]
    assert place == said("VOLUME")[0] == said("WORKDIR")[-1]
    # Other paths are relative to that of the configuration.
    assert str(PurePosixPath(variables["ILOFEED_CONFIG"]).parent) == place


def test_its_health_check_is_that_of_the_image() -> None:
    options, _, command = said("HEALTHCHECK")[0].partition(" CMD ")
    spans = dict(re.findall(r"--([\w-]+)=(\S+)", options))

    check = ILOFEED["healthcheck"]
    assert check["test"] == ["CMD", *json.loads(command)]
    assert {key.replace("_", "-"): value for key, value in check.items() if key != "test"} == spans


def test_only_this_machine_reaches_the_ports() -> None:
    assert said("EXPOSE") == [str(port())]
    assert ILOFEED["ports"] == [f"127.0.0.1:{port()}:{port()}"]
    assert all(each.startswith("127.0.0.1:") for each in READER["ports"])


def test_the_reader_may_request_the_feeds_by_the_name_of_the_service() -> None:
    assert READER["environment"]["INTERNAL_HOST_ALLOWLIST"] == f"{ILOFEED['hostname']}:{port()}"
    assert ILOFEED["hostname"] in COMPOSE["services"]
    assert f"http://{ILOFEED['hostname']}:{port()}/" in DOCUMENTED


def test_the_reader_has_a_pinned_version() -> None:
    assert re.fullmatch(r"[a-z]+/[a-z]+:\d+\.\d+\.\d+", READER["image"])


def confined(service: dict[str, Any]) -> set[str]:
    """The options of `docker run` that confine the *service* likewise."""
    found = {f"--cap-drop {each}" for each in service.get("cap_drop", ())}
    found |= {f"--tmpfs {each}" for each in service.get("tmpfs", ())}
    found |= {f"--security-opt {each.removesuffix(':true')}" for each in service.get("security_opt", ())}
    return found | ({"--read-only"} if service.get("read_only") else set())


def test_it_is_confined_as_by_the_documented_command() -> None:
    command = re.search(r"^docker run --detach .*?[^\\]\n", DOCUMENTED, flags=re.MULTILINE | re.DOTALL)
    assert command
    options = re.findall(r"--(?:read-only|(?:cap-drop|tmpfs|security-opt) \S+)", command[0])

    assert confined(ILOFEED) == set(options)
    assert f"--restart {ILOFEED['restart']}" in command[0]
    assert f"--volume {COMPOSE['volumes']['ilofeed']['name']}:/data" in command[0]
