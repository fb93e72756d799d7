"""A disk that takes nothing more is seen by `status` and `check`, without a trace of either."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fakes.operator import COMMAND, Operator
from fakes.pages import ilo_list, some
from fakes.real_parts import missing
from fakes.site import serving
from ilofeed.app import disk_space
from ilofeed.config.loader import parse

PLAIN = (0, 1 << 30, 1 << 30, 100)


def figures(flag: int, free: int, available: int, inodes: int) -> Callable[[Path], os.statvfs_result]:
    """A disk as the system describes it: bytes free, and those for everybody."""
    found = os.statvfs_result((1, 1, 1 << 30, free, available, 1000, inodes, inodes, flag, 255))
    return lambda _: found


def failing(number: int) -> Callable[[int, bytes], int]:
    def write(_descriptor: int, _data: bytes) -> int:
        raise OSError(number, os.strerror(number))

    return write


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (PLAIN, ""),
        ((os.ST_RDONLY, 1 << 30, 1 << 30, 100), "is read-only"),
        ((0, 900_000, 900_000, 100), "is full"),
        ((0, 1 << 30, 1 << 30, 0), "has no room for another file"),
    ],
)
def test_a_full_or_read_only_disk_is_reported(
    tmp_path: Path, facts: tuple[int, int, int, int], expected: str
) -> None:
    assert disk_space.seen(tmp_path, figures(*facts)) == expected


def test_a_disk_without_a_table_of_inodes_is_not_taken_for_full(tmp_path: Path) -> None:
    found = os.statvfs_result((1, 1, 1 << 30, 1 << 30, 1 << 30, 0, 0, 0, 0, 255))

    assert disk_space.seen(tmp_path, lambda _: found) == ""


def test_space_reserved_for_root_counts_only_for_root(tmp_path: Path) -> None:
    is_roots = tmp_path.stat().st_uid == 0

    assert disk_space.seen(tmp_path, figures(0, 1 << 30, 0, 100)) == ("" if is_roots else "is full")
    assert disk_space.seen(tmp_path, figures(0, 0, 1 << 30, 100)) == ("is full" if is_roots else "")


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "is full for this user, whose quota is used up"),
        (errno.EROFS, "is read-only"),
        (errno.EIO, "cannot be written to (Input/output error)"),
        (errno.EFBIG, "cannot be written to (File too large)"),
    ],
)
def test_a_temporary_file_finds_out_and_is_removed(tmp_path: Path, number: int, problem: str) -> None:
    found = disk_space.attempt(tmp_path, failing(number))

    assert (found.problem, found.is_known) == (problem, True)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_with_room_is_no_problem_and_nothing_is_left_there(tmp_path: Path) -> None:
    assert disk_space.attempt(tmp_path) == disk_space.Attempt()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM])
def test_without_the_right_to_write_nothing_is_known(tmp_path: Path, number: int) -> None:
    assert disk_space.attempt(tmp_path, failing(number)) == disk_space.Attempt(is_known=False)


def test_a_folder_that_is_still_to_be_made_is_looked_at_where_it_will_be(tmp_path: Path) -> None:
    text = '[ilofeed]\ndatabase = "sqlite:///state/ilofeed.db"\noutput = "public/a/b"\n'
    (tmp_path / "public").mkdir()

    assert list(disk_space.folders(parse(text, folder=tmp_path))) == [tmp_path, tmp_path / "public"]
    too_long = parse(f'[ilofeed]\noutput = "{"x" * 300}"', folder=tmp_path)
    assert list(disk_space.folders(too_long)) == [tmp_path]


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    with serving() as site:
        site.show(ilo_list(some(7)))
        yield Operator(tmp_path, site)


def on_a_disk_of_its_own(operator: Operator, *commands: str) -> dict[str, subprocess.CompletedProcess[str]]:
    """Run *commands* on a disk of 8 MB that is gone at the end. In a namespace of users, which needs no root."""
    around = ["unshare", "--user", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*around, "true"], check=False).returncode:
        missing("user namespaces are not there")
    config = (operator.folder / "config.toml").read_text()
    (operator.folder / "place").mkdir()
    (operator.folder / "out").mkdir()
    steps = "\n".join(
        f'({command}) >"$OUT/{at}.out" 2>"$OUT/{at}.err"; echo $? >"$OUT/{at}.status"'
        for at, command in enumerate(commands)
    )
    program = f'mount -t tmpfs -o size=8m none place && cd place && printf %s "$CONFIG" > config.toml\n{steps}'
    environment = {**os.environ, "CONFIG": config, "OUT": str(operator.folder / "out"), "I": str(COMMAND)}
    subprocess.run([*around, "sh", "-c", program], cwd=operator.folder, env=environment, check=True, timeout=120)
    done = {}
    for at, command in enumerate(commands):
        status, out, err = (
            (operator.folder / "out" / f"{at}.{end}").read_text() for end in ("status", "out", "err")
        )
        done[command] = subprocess.CompletedProcess(command, int(status), out, err)
    return done


FILL = "dd if=/dev/zero of=filler bs=4096"
POLL, STATUS, JSON, CHECK = ('"$I" fetch --once', '"$I" status', '"$I" status --json', '"$I" check')
LIST = "ls -A . feeds"


def test_on_a_full_disk_status_and_check_say_so(operator: Operator) -> None:
    done = on_a_disk_of_its_own(
        operator, POLL, CHECK, FILL, f"{POLL} --force", STATUS, JSON, CHECK + " -c config.toml"
    )

    before, after = done[CHECK], done[CHECK + " -c config.toml"]
    assert (done[POLL].returncode, before.returncode) == (0, 0), before.stderr
    for each in (done[STATUS], done[JSON], after):
        assert each.returncode == 3, each
        assert "is full" in each.stderr
        assert "all healthy" not in each.stdout
        assert "no errors" not in each.stdout


def test_on_a_read_only_disk_status_and_check_say_so(operator: Operator) -> None:
    done = on_a_disk_of_its_own(operator, POLL, "mount -o remount,ro none .", STATUS, CHECK, f"{LIST}")

    assert done[POLL].returncode == 0
    for command in (STATUS, CHECK):
        assert done[command].returncode == 3, done[command]
        assert "is read-only" in done[command].stderr
        assert "all healthy" not in done[command].stdout
        assert "no errors" not in done[command].stdout
    assert "news" in done[STATUS].stdout  # what is known is shown all the same
    assert ".ilofeed-check" not in done[LIST].stdout


BACKUP, PUBLISH = '"$I" backup copy.db', 'rm feeds/news.rss; "$I" publish'


def test_on_a_full_disk_what_is_written_says_so(operator: Operator) -> None:
    write = (
        f"{sys.executable} -c 'import sys; from pathlib import Path; from ilofeed.config.writer import add_source;"
    )
    write += ' add_source(Path("config.toml"), {"slug": "new", "url": "https://example.org/"})\' 2>&1 | tail -1'
    to_stdout = f"{CHECK} > /dev/full"

    done = on_a_disk_of_its_own(operator, POLL, FILL, f"{POLL} --force", BACKUP, PUBLISH, write, to_stdout)

    for command in (f"{POLL} --force", BACKUP, PUBLISH, to_stdout):
        assert "the disk is full; make room on it" in done[command].stderr, done[command]
        assert len(done[command].stderr.splitlines()) == 1
        assert "Traceback" not in done[command].stderr
    assert "config.toml: cannot be written: the disk is full; make room on it" in done[write].stdout


def test_on_a_read_only_disk_what_is_written_says_so(operator: Operator) -> None:
    done = on_a_disk_of_its_own(operator, POLL, "mount -o remount,ro none .", f"{POLL} --force", BACKUP)

    assert done[f"{POLL} --force"].returncode == 3
    assert "is read-only" in done[f"{POLL} --force"].stderr
    assert "the disk is read-only" in done[BACKUP].stderr
