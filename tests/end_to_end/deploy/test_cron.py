"""The crontab: lines that cron understands, run as cron runs them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cronsim import CronSim

from end_to_end.deploy.parts import BIN, DEPLOY, run
from fakes.operator import Operator
from fakes.pages import ilo_list, some
from fakes.site import serving

LINES = [
    line.split(maxsplit=5)
    for line in (DEPLOY / "crontab").read_text().splitlines()
    if line and not line.startswith("#")
]
TIMES = [" ".join(fields[:5]) for fields in LINES]
POLL, BACKUP = (fields[5] for fields in LINES)


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        yield Operator(tmp_path, site)


def as_cron(command: str, operator: Operator) -> tuple[int, str]:
    """Exit status and mail of *command*, which cron hands to sh: a bare % ends it, a backslash keeps one."""
    shell = re.split(r"(?<!\\)%", command)[0].replace("\\%", "%")
    shell = shell.replace("/srv/ilofeed", str(operator.folder)).replace(".venv/bin/", f"{BIN}/")
    done = run("/bin/sh", "-c", shell, folder=Path("/"), environment={"PATH": "/usr/bin:/bin"})
    return done.returncode, done.stdout + done.stderr


def test_no_line_is_due_at_the_full_hour() -> None:
    for times in TIMES:
        coming = CronSim(times, datetime(2026, 1, 1, tzinfo=UTC))
        assert all(next(coming).minute not in (0, 59) for _ in range(50))


def test_cron_polls_and_has_nothing_to_mail(operator: Operator) -> None:
    assert as_cron(POLL, operator) == (0, "")
    assert (operator.folder / "feeds" / "news.rss").exists()


def test_cron_mails_failures(operator: Operator) -> None:
    operator.site.show("<p>nothing</p>")
    status, mail = as_cron(POLL, operator)

    assert (status, mail.count("\n")) == (1, 1)
    assert "news: failed [no_items]" in mail


def test_cron_keeps_a_backup_of_today_and_replaces_that_of_a_week_ago(operator: Operator) -> None:
    as_cron(POLL, operator)
    for _ in range(2):
        assert as_cron(BACKUP, operator) == (0, "")

    (kept,) = operator.folder.glob("backup-[1-7].db")
    with sqlite3.connect(kept) as connection:
        assert connection.execute("SELECT COUNT(*) FROM entry").fetchone() == (7,)
    connection.close()


def test_a_backup_that_fails_leaves_the_one_before(operator: Operator) -> None:
    as_cron(POLL, operator)
    as_cron(BACKUP, operator)
    (kept,) = operator.folder.glob("backup-*.db")
    before = kept.read_bytes()
    (operator.folder / "ilofeed.db").write_bytes(b"no database" * 1000)

    status, mail = as_cron(BACKUP, operator)

    assert status != 0
    assert mail
    assert kept.read_bytes() == before
