"""``ilofeed migrate`` and ``ilofeed backup`` at a shell, from one database to the other."""

from __future__ import annotations

from fakes.operator import Operator
from fakes.postgres import Server


def feeds(operator: Operator, folder: str) -> dict[str, bytes]:
    """The bytes of all that is published in *folder*; how the sources are is not among them."""
    found = (operator.folder / folder).iterdir()
    return {path.name: path.read_bytes() for path in found if path.name not in ("index.html", "status.json")}


def test_a_store_goes_to_a_server_and_back_and_publishes_the_same_bytes(
    operator: Operator, postgres: Server
) -> None:
    address = postgres.database()
    operator.poll()

    there = operator.json("migrate", "--to", address)
    operator.configure(head=f'database = "{there["database"]}"\noutput = "on-server"')
    published = operator.run("publish")
    back = operator.json("migrate", "--to", "sqlite:///back.db")
    operator.configure(head=f'database = "{back["database"]}"\noutput = "in-file"')

    assert published.returncode == operator.run("publish").returncode == 0
    assert (there["database"], back["database"]) == (address, "sqlite:///back.db")
    assert {"source": 1, "entry": 7}.items() <= {each["table"]: each["rows"] for each in there["tables"]}.items()
    changed = {"publication"}  # it was published from the server meanwhile
    assert [each for each in back["tables"] if each["table"] not in changed] == [
        each for each in there["tables"] if each["table"] not in changed
    ]
    assert feeds(operator, "on-server") == feeds(operator, "feeds")
    assert feeds(operator, "in-file") == feeds(operator, "feeds")
    assert operator.json("fetch", "--once")["polls"][0]["new"] == 0


def test_the_tables_and_the_next_step_are_shown_and_no_password(operator: Operator, postgres: Server) -> None:
    address = postgres.database().replace("ilofeed@", "ilofeed:s3cret@")
    operator.poll()

    ahead = operator.run("migrate", "--to", address, "--ahead")
    done = operator.run("migrate", "--to", address)

    assert (ahead.returncode, done.returncode, done.stderr.splitlines()[1]) == (0, 0, "entry: 7 rows, 0 written")
    assert "entry: 7 rows, 7 written" in ahead.stderr
    assert ahead.stdout.splitlines()[-1].endswith("run this command again without --ahead")
    assert done.stdout.splitlines()[1].split()[:2] == ["entry", "7"]
    plain = address.replace(":s3cret", "")
    assert (
        done.stdout.splitlines()[-1] == f'both databases are equal; now set `database = "{plain}"` in config.toml'
    )
    assert "s3cret" not in f"{ahead.stdout}{ahead.stderr}{done.stdout}{done.stderr}"


def test_a_copy_under_way_is_refused_by_every_command_and_a_store_as_a_target(
    operator: Operator, postgres: Server
) -> None:
    address = postgres.database()
    operator.poll()
    operator.run("migrate", "--to", address, "--ahead")
    operator.run("migrate", "--to", "sqlite:///there.db", "--ahead")

    for database in (address, "sqlite:///there.db", "sqlite:///there.db.copying"):
        operator.configure(head=f'database = "{database}"')
        for command in (("status",), ("fetch", "--once"), ("publish",)):
            done = operator.run(*command)
            assert (done.returncode, done.stdout) == (3, "")
            assert "is a copy that is not whole yet; run `ilofeed migrate --to URL` to it again" in done.stderr
    operator.configure()
    done = operator.run("migrate", "--to", "sqlite:///ilofeed.db")
    assert done.returncode == 3
    assert "holds a store of its own already" in done.stderr
    assert operator.run("migrate").returncode == 2
    assert operator.run("migrate", "--to", "elsewhere").returncode == 2


def test_a_backup_of_a_server_is_reported_like_any_other(operator: Operator, postgres: Server) -> None:
    operator.configure(head=f'database = "{postgres.database()}"')
    assert "there is no database yet" in operator.run("backup", "kept.db").stderr
    operator.poll()
    ids = operator.ids()

    done = operator.run("backup", "kept.db")

    assert (done.returncode, done.stdout.partition(" MB")[0].rpartition(", ")[0]) == (
        0,
        "kept.db: 1 source, 7 entries",
    )
    operator.configure(head='database = "sqlite:///kept.db"\noutput = "again"')
    assert operator.run("publish").returncode == 0
    assert operator.ids() == ids
