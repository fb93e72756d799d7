"""What an operator has beside polling: add, check, status, backup, prune."""

from __future__ import annotations

import base64
import shutil
import sqlite3
import subprocess

import pytest

from fakes.operator import COMMAND, MORE, Operator, press
from fakes.pages import ilo_list, some
from fakes.site import Answer, Site


def test_add_shows_the_page_and_writes_it_down(operator: Operator, site: Site) -> None:
    before = (operator.folder / "config.toml").read_text()
    done = operator.run("add", site.origin + MORE)

    assert done.returncode == 0, done.stderr
    assert "5 items, 0 skipped" in done.stdout
    after = (operator.folder / "config.toml").read_text()
    assert after.startswith(before)
    host = site.origin.removeprefix("http://")
    assert f'url = "{site.origin}{MORE}"\ntitle = "Press releases · {host}"\n' in after
    assert not (operator.folder / "ilofeed.db").exists()
    slug = after.rpartition('slug = "')[2].partition('"')[0]
    assert operator.poll(slug)["items"] == 5


def test_add_takes_a_name_and_refuses_a_known_source(operator: Operator, site: Site) -> None:
    assert operator.run("add", site.origin + MORE, "--slug", "press").returncode == 0
    again = operator.run("add", site.origin + MORE + "#top")
    taken = operator.run("add", site.origin + "/other", "--slug", "news")

    assert (again.returncode, taken.returncode) == (2, 1)
    assert "is watched already, as 'press'" in again.stderr


def test_add_refuses_unreadable_pages_and_invalid_arguments(operator: Operator, site: Site) -> None:
    site.show("<p>nothing</p>", MORE)
    before = (operator.folder / "config.toml").read_text()
    wrong = [
        operator.run("add", site.origin + MORE),
        operator.run("add", "http://10.0.0.1/news"),
        operator.run("add", "not an address"),
        operator.run("add", site.url + "?b", "--slug", "No Slug"),
    ]

    assert [done.returncode for done in wrong] == [1, 1, 2, 1]
    assert (operator.folder / "config.toml").read_text() == before


def test_check_says_every_mistake_at_once(operator: Operator) -> None:
    operator.configure('colour = "red"', "max_pages = 0", head='interval = "often"')
    done = operator.run("check")

    assert done.returncode == 2
    assert done.stderr.count("ilofeed: config.toml:") == 3


def test_check_looks_at_the_surroundings(operator: Operator) -> None:
    (operator.folder / "secret").write_text("whsec_" + base64.b64encode(bytes(24)).decode())
    (operator.folder / "secret").chmod(0o644)
    (operator.folder / "feeds").mkdir()
    operator.configure(
        "[alerts]",
        'command = ["/no/such/program"]',
        'webhook = "https://example.org/"',
        'secret_file = "secret"',
        head='database = "sqlite:///feeds/ilofeed.db"',
    )
    done = operator.run("check")

    assert done.returncode == 2
    assert "'/no/such/program' is no program that can be run" in done.stderr
    assert "everybody could download it" in done.stderr
    assert "chmod 600" in done.stdout
    assert "no errors" not in done.stdout


def test_check_finds_a_browser_that_is_missing(operator: Operator) -> None:
    operator.configure("[source.fetch]", "browser = true")
    path = operator.folder / "config.toml"
    path.write_text(path.read_text().replace("[fetch]", '[fetch]\nchromium = "no-such-program"', 1))
    done = operator.run("check")

    assert done.returncode == 2
    assert "fetch.chromium is 'no-such-program', which is no program that can be run" in done.stderr


def test_check_finds_a_clock_that_went_back_and_sources_that_are_gone(operator: Operator, site: Site) -> None:
    operator.configure(press(site))
    operator.json("fetch", "--once")
    with sqlite3.connect(operator.folder / "ilofeed.db") as connection:
        connection.execute("UPDATE source SET last_poll = '2039-01-01T00:00:00.000000Z' WHERE slug = 'news'")
    connection.close()
    operator.configure()
    done = operator.run("check")

    assert done.returncode == 0
    assert "the last poll was at 2039-01-01" in done.stdout
    assert "data of press, which is no longer configured. Renamed? Add `former`" in done.stdout


def test_check_finds_a_damaged_database(operator: Operator) -> None:
    operator.poll()
    path = operator.folder / "ilofeed.db"
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    path.write_bytes(data)
    for name in ("ilofeed.db-wal", "ilofeed.db-shm"):
        (operator.folder / name).unlink(missing_ok=True)

    done = operator.run("check")

    assert done.returncode == 3
    assert "backup in its place" in done.stderr


def test_check_online_reports_the_answer_of_each_page(operator: Operator, site: Site) -> None:
    operator.configure(press(site))
    site.answer(Answer(status=404), MORE)
    done = operator.run("check", "--online")

    assert done.returncode == 1
    assert "news: 200, 7 items read by 'ilo-list'" in done.stdout
    assert "press: [status_404]" in done.stderr
    assert not (operator.folder / "ilofeed.db").exists()


def test_a_backup_is_whole_and_can_be_restored(operator: Operator) -> None:
    operator.poll()
    ids = operator.ids()
    done = operator.run("backup", "kept.db")
    assert (done.returncode, done.stdout.partition(", ")[0]) == (0, "kept.db: 1 source")
    assert "7 entries" in done.stdout
    assert operator.run("backup", "kept.db").returncode == 3, "it takes no other file's place"

    for path in operator.folder.glob("ilofeed.db*"):
        path.unlink()
    (operator.folder / "kept.db").rename(operator.folder / "ilofeed.db")
    for path in (operator.folder / "feeds").iterdir():
        path.unlink() if path.is_file() else None

    assert operator.run("publish").returncode == 0
    assert operator.ids() == ids
    assert sorted(path.name for path in operator.folder.glob("*.part*")) == []


@pytest.mark.parametrize(("feeds_survive", "new"), [(True, 0), (False, 2)])
def test_entries_newer_than_a_restored_backup_keep_their_ids(
    operator: Operator, site: Site, *, feeds_survive: bool, new: int
) -> None:
    operator.poll()
    operator.run("backup", "kept.db")
    site.show(ilo_list(some(9)))
    operator.poll()
    ids = operator.ids()
    assert len(ids["rss"]) == 9

    for path in operator.folder.glob("ilofeed.db*"):
        path.unlink()
    shutil.copy(operator.folder / "kept.db", operator.folder / "ilofeed.db")
    if not feeds_survive:
        shutil.rmtree(operator.folder / "feeds")

    assert operator.poll()["new"] == new, "newer feeds teach the database, without them the page does"
    assert operator.run("publish").returncode == 0
    assert operator.ids() == ids


def test_a_backup_is_made_while_polls_go_on(operator: Operator, site: Site) -> None:
    operator.configure(press(site), head='interval = "1s"')
    with subprocess.Popen([COMMAND, "fetch"], cwd=operator.folder, stderr=subprocess.PIPE, text=True) as daemon:
        assert daemon.stderr is not None
        logged = [line for line, _ in zip(daemon.stderr, range(3), strict=False)]
        for number in range(3):
            assert operator.run("backup", f"kept-{number}.db").returncode == 0
            site.show(ilo_list(some(9 + number)))
            logged.append(next(line for line in daemon.stderr if "outcome=changed" in line))
        daemon.terminate()
        logged += daemon.stderr.readlines()
        assert daemon.wait(30) == 0

    assert not [line for line in logged if "ERROR" in line or "WARNING" in line]
    for path in operator.folder.glob("kept-*.db"):
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("SELECT COUNT(*) FROM entry").fetchone()[0] >= 7
        connection.close()


def test_there_is_no_backup_of_nothing(operator: Operator) -> None:
    for target in ("kept.db", "nowhere/kept.db"):
        done = operator.run("backup", target)

        assert (done.returncode, done.stdout) == (3, "")
    operator.poll()
    assert "make it first" in operator.run("backup", "nowhere/kept.db").stderr
    assert not list(operator.folder.glob("kept*"))


def test_prune_deletes_unconfigured_sources_and_nothing_else(operator: Operator, site: Site) -> None:
    operator.configure(press(site))
    operator.json("fetch", "--once")
    size = (operator.folder / "ilofeed.db").stat().st_size
    assert operator.run("prune").stdout == "nothing to delete\n"
    operator.configure()

    asked = operator.run("prune", stdin=b"n\n")
    assert (asked.returncode, "press: 5 entries" in asked.stdout) == (1, True)
    assert operator.run("prune", stdin=b"y\n").stdout.endswith("data of 1 source deleted\n")

    assert (operator.folder / "ilofeed.db").stat().st_size <= size
    assert operator.poll()["outcome"] == "not_modified"
    assert (operator.folder / "feeds" / "press.rss").exists()
    with sqlite3.connect(operator.folder / "ilofeed.db") as connection:
        left = connection.execute("SELECT COUNT(*) FROM alias WHERE source = 'press'").fetchone()
    connection.close()
    assert left == (0,)
