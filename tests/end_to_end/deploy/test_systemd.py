"""The units: systemd understands them, they leave little open, and ilofeed can live with what they forbid."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from end_to_end.deploy import armour
from end_to_end.deploy.parts import BIN, DEPLOY, run
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.real_parts import program
from fakes.site import Answer, serving

UNITS = DEPLOY / "systemd"
SERVICES = ["ilofeed.service", "ilofeed-fetch.service"]
# What `systemd-analyze security` may find left open, in tenths: 0 is nothing, 100 everything.
EXPOSURE = 12


@pytest.fixture
def analyze() -> str:
    return program("systemd-analyze", "systemd")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with the command where it lies here."""
    for path in UNITS.iterdir():
        text = path.read_text().replace("/opt/ilofeed/bin/ilofeed", str(BIN / "ilofeed"))
        (tmp_path / path.name).write_text(text)
    return tmp_path


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        yield Operator(tmp_path, site)


def test_systemd_finds_nothing_to_say_of_the_units(analyze: str, units: Path) -> None:
    names = [*SERVICES, "ilofeed-fetch.timer"]
    done = run(analyze, "verify", "--man=no", *names, folder=units)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_reports_a_mistake_in_a_unit(analyze: str, units: Path) -> None:
    path = units / SERVICES[0]
    path.write_text(path.read_text().replace("ProtectSystem=", "ProtectSytem="))

    assert "ProtectSytem" in run(analyze, "verify", "--man=no", path.name, folder=units).stderr


@pytest.mark.parametrize("name", SERVICES)
def test_little_is_left_open(analyze: str, units: Path, name: str) -> None:
    done = run(analyze, "security", "--offline=true", f"--threshold={EXPOSURE}", name, folder=units)

    assert done.returncode == 0, done.stdout


def test_both_services_wear_the_same_armour() -> None:
    worn = [(UNITS / name).read_text().partition("NoNewPrivileges")[2].partition("\n[")[0] for name in SERVICES]

    assert len(worn[0].split()) > 20
    assert worn[0].strip() == worn[1].strip()


def test_the_timer_keeps_off_the_full_hour_whatever_it_draws(analyze: str) -> None:
    timer = UNITS / "ilofeed-fetch.timer"
    (calendar,), (spread,) = (armour.values(timer, key) for key in ("OnCalendar", "RandomizedDelaySec"))
    shown = run(analyze, "calendar", "--iterations=30", calendar, folder=UNITS).stdout
    minutes = {int(minute) for minute in re.findall(r"(?:elapse|Iter. #\d+): .*?\d\d:(\d\d):\d\d", shown)}

    assert len(minutes) == 1
    accuracy = 1  # minutes, systemd's own
    assert min(minutes) >= 1
    assert max(minutes) + int(spread.removesuffix("min")) + accuracy < 60


@pytest.mark.parametrize("name", SERVICES)
def test_the_commands_of_the_services_are_commands_there_are(name: str, operator: Operator) -> None:
    (line,) = armour.values(UNITS / name, "ExecStart")
    words = line.replace("/etc/ilofeed/config.toml", str(operator.folder / "config.toml")).split()[1:]

    assert operator.run(*words, "--help").returncode == 0


def test_a_poll_and_its_alert_succeed_under_the_limits_of_the_unit(analyze: str, operator: Operator) -> None:
    assert analyze
    operator.configure("[alerts]", 'command = ["sh", "-c", "cat > received"]')
    command = (sys.executable, armour.__file__, UNITS / SERVICES[1], BIN / "ilofeed", "fetch", "--once")
    first = run(*command, folder=operator.folder)
    operator.site.answer(Answer(status=500))
    second = run(*command, folder=operator.folder)

    assert (first.returncode, first.stderr) == (0, "")
    assert (second.returncode, second.stderr.count("\n")) == (1, 1)
    assert len(operator.ids()["atom"]) == 7
    assert "news is much quieter than usual" in (operator.folder / "received").read_text()


@pytest.fixture
def unit_with_browser(units: Path) -> Path:
    """The unit of a poll, with the drop-in for a browser behind it, as systemd reads both."""
    unit = units / "with-browser.service"
    text = (units / SERVICES[1]).read_text().partition("[Install]")[0]
    unit.write_text(text + (units / "browser.conf").read_text())
    return unit


def test_systemd_finds_nothing_to_say_of_the_unit_with_a_browser(analyze: str, unit_with_browser: Path) -> None:
    done = run(analyze, "verify", "--man=no", unit_with_browser.name, folder=unit_with_browser.parent)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_browser_runs_under_the_limits_of_the_unit_with_the_drop_in_and_only_so(
    analyze: str, operator: Operator, unit_with_browser: Path
) -> None:
    assert analyze
    chromium = program("chromium", "chromium")
    operator.site.show(f"<script>document.write({ilo_list(some(7))!r})</script>")
    operator.configure("[source.fetch]", "browser = true")
    path = operator.folder / "config.toml"
    sandbox = "false" if os.geteuid() == 0 else "true"
    keys = f'[fetch]\nchromium = "{chromium}"\nchromium_sandbox = {sandbox}'
    path.write_text(path.read_text().replace("[fetch]", keys, 1))
    command = (BIN / "ilofeed", "fetch", "--once")

    without = run(sys.executable, armour.__file__, UNITS / SERVICES[1], *command, folder=operator.folder)
    done = run(sys.executable, armour.__file__, unit_with_browser, *command, folder=operator.folder)

    assert without.returncode == 1
    assert "See deploy/systemd/browser.conf" in without.stderr
    assert (done.returncode, done.stderr) == (0, "")
    assert len(operator.ids()["atom"]) == 7


def test_the_daemon_runs_and_ends_within_the_limits_of_the_unit(analyze: str, operator: Operator) -> None:
    assert analyze
    process = subprocess.Popen(
        [sys.executable, armour.__file__, UNITS / SERVICES[0], BIN / "ilofeed", "run", "--port", "0"],
        cwd=operator.folder,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        logged = ""
        for line in process.stderr:
            logged += line
            if "feed=all outcome=published" in line:
                break
        process.send_signal(signal.SIGTERM)
        logged += process.stderr.read()

        assert process.wait(30) == 0, logged
        assert "source=news outcome=changed" in logged
        assert "Traceback" not in logged
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "import os; os.setuid(os.getuid())",
        "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC)",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    ],
)
def test_the_armour_is_real(analyze: str, tmp_path: Path, attempt: str) -> None:
    assert analyze
    command = [sys.executable, "-c", attempt]
    done = run(sys.executable, armour.__file__, UNITS / SERVICES[0], *command, folder=tmp_path)

    assert "PermissionError" in done.stderr
    assert run(*command, folder=tmp_path).returncode == 0
