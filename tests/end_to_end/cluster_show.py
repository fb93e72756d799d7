"""A thousand sources on fifty hosts, tickers and workers in processes of their own, and what befalls them.

How many polls a second 1, 2 and 4 workers make; then one is killed, one is stopped for longer than its
leases, the leading ticker is killed and the database restarted. At last (as root) workers in network
namespaces, with names of machines of their own, one of which loses the database for a minute. Prints what came of
it; exit status 1 where a promise was broken.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import psycopg

from fakes import postgres
from fakes.crowd import Crowd, Subscribers, gathered
from fakes.namespaces import machines
from fakes.team import Team, cpu_of_all

WORKER = ["worker", "--concurrency", "8"]
TICKER = ["run", "--cluster", "--port", "0"]
SCHEMA = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ilofeed_queue%'"
JOBS = "SELECT count(*) FROM queue.procrastinate_jobs WHERE status IN ('todo', 'doing')"
LEASES = "SELECT count(*) FROM source WHERE lease_until IS NOT NULL"
# Sources of which it is measured how fast they are polled.
TIMED = 400
# Minutes at most for all of it.
LONGEST = 8


class Judge:
    """Says what holds and what does not."""

    def __init__(self) -> None:
        self.wrong = 0

    def check(self, words: str, *, holds: bool) -> None:
        print(f"  {'ok   ' if holds else 'WRONG'} {words}", flush=True)
        self.wrong += not holds


def configuration(crowd: Crowd, database: str, interval: str) -> str:
    text = f'[ilofeed]\ndatabase = "{database}"\ninterval = "{interval}"\n'
    text += '[fetch]\nallow_private = ["127.0.0.0/8", "10.0.0.0/8"]\nmin_delay = "0s"\ntimeout = "3s"\n'
    text += "robots = false\n"
    return text + "".join(f'[[source]]\nslug = "{slug}"\nurl = "{crowd.url(slug)}"\n' for slug in crowd.hosts)


def spread(sources: int, hosts: int, network: str) -> dict[str, str]:
    """So many sources over the *hosts* of a *network*."""
    return {f"source-{at:04}": f"{network}.{1 + at % hosts}" for at in range(sources)}


def ask(database: str, statement: str) -> int:
    with psycopg.connect(database, options="-c search_path=ilofeed") as connection:
        queue = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ilofeed_queue%'"
        ).fetchone()
        assert queue is not None
        row = connection.execute(statement.replace("queue.", f"{queue[0]}.").encode()).fetchone()
        return int(row[0]) if row else 0


def wait(holds: Callable[[], object], seconds: float, meanwhile: Callable[[], None] = lambda: None) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        meanwhile()
        time.sleep(0.5)
    return True


def nothing_is_locked(judge: Judge, database: str) -> None:
    jobs, leases = ask(database, JOBS), ask(database, LEASES)
    turns = ask(database, "SELECT count(*) FROM host WHERE holder <> '' AND holder IS NOT NULL")
    workers = ask(database, "SELECT count(*) FROM queue.procrastinate_workers")
    judge.check(
        f"left behind: {jobs} jobs, {leases} leases, {turns} turns at hosts, {workers} workers",
        holds=not jobs + leases + turns + workers,
    )


def all_is_seen(judge: Judge, crowd: Crowd, readers: Subscribers, database: str) -> None:
    readers.read()
    missed = sorted(crowd.titles - set(readers.ids))
    entries = ask(database, "SELECT count(*) FROM entry")
    polled = sum(1 for slug in crowd.hosts if crowd.asked[slug])
    judge.check(f"{polled} of {len(crowd.hosts)} sources polled", holds=polled == len(crowd.hosts))
    judge.check(f"{len(readers.ids)} items seen, {len(missed)} missed {missed[:2]}", holds=not missed)
    judge.check(f"{len(readers.twice)} announced twice {readers.twice[:2]}", holds=not readers.twice)
    judge.check(f"{entries} entries kept", holds=entries == len(crowd.titles))
    judge.check(f"{len(readers.broken)} feeds broken {readers.broken[:2]}", holds=not readers.broken)
    judge.check(f"at most {crowd.most_at_once} requests at once to a host", holds=crowd.most_at_once == 1)


def speed(judge: Judge, server: postgres.Server, workers: int, sources: int, hosts: int) -> None:
    """How fast *workers* poll every source once, and once more where nothing has changed."""
    with ExitStack() as stack:
        crowd = stack.enter_context(gathered(spread(sources, hosts, "127.0.0")))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = server.database()
        (folder / "config.toml").write_text(configuration(crowd, database, "1h"))
        team = Team(folder)
        stack.callback(team.close)
        names = [f"worker-{number}" for number in range(workers)]
        for name in names:
            team.start(name, WORKER)
        wait(lambda: all("working" in team.log(name) for name in names), 60)
        for what in ("first", "unchanged"):
            crowd.times.clear()
            before = sum(map(team.cpu, names)), cpu_of_all(server.process)
            if what == "first":
                team.start("ticker", TICKER)
            else:
                make_due(database)
            done = wait(lambda: len(crowd.times) >= sources and not ask(database, JOBS), 120)
            after = sum(map(team.cpu, names)), cpu_of_all(server.process)
            polls, took = len(crowd.times), crowd.times[-1] - crowd.times[0]
            worker, base = (1000 * (now - then) / polls for then, now in zip(before, after, strict=True))
            judge.check(
                f"{workers} workers, {what} polls: {polls / took:.0f} a second ({polls} in {took:.1f} s),"
                f" CPU of each {worker:.1f} ms of a worker and {base:.1f} ms of the database,"
                f" at most {crowd.most_at_once} at once to a host",
                holds=done and polls == sources and crowd.most_at_once == 1,
            )
        team.end()


def make_due(database: str) -> None:
    """Have every source be due."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE ilofeed.source SET due_at = now() - interval '1 second'")


def faults(judge: Judge, server: postgres.Server, sources: int, hosts: int) -> None:
    """Four workers, of which one is killed and one is stopped; a leader killed; a database restarted."""
    with ExitStack() as stack:
        crowd = stack.enter_context(gathered(spread(sources, hosts, "127.0.0")))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = server.database()
        (folder / "config.toml").write_text(configuration(crowd, database, "40s"))
        readers = Subscribers((folder / "feeds",))
        team = Team(folder)
        stack.callback(team.close)
        team.start("ticker-0", TICKER)
        wait(lambda: "leading from now on" in team.log("ticker-0"), 60)
        team.start("ticker-1", TICKER)
        for number in range(4):
            team.start(f"worker-{number}", WORKER)
        wait(lambda: len(crowd.asked) > sources // 4, 60, readers.read)
        to_come = list(crowd.hosts)

        def live() -> None:
            for _ in range(min(len(to_come), max(1, sources // 120))):
                crowd.add(to_come.pop())
            readers.read()

        def passes(seconds: float) -> None:
            wait(lambda: False, seconds, live)

        team.send("worker-0", signal.SIGKILL)
        team.processes.pop("worker-0").wait()
        held = stopped_at_work(team, "worker-1", database)
        # Until others have all that it held; a minute after its last sign of life they may.
        wait(lambda: not ask(database, leased_by(team, "worker-1")), 150, live)
        team.send("worker-1", signal.SIGCONT)
        # By the generation; or by the database already, which ends transactions that do not go on.
        came_to_nothing = wait(lambda: refused(team.log("worker-1")), 20, live)
        team.send("ticker-0", signal.SIGKILL)
        team.processes.pop("ticker-0").wait()
        passes(10)
        server.restart()
        passes(15)
        followed = "leading from now on" in team.log("ticker-1")
        wait(lambda: not to_come and not crowd.titles - set(readers.ids), 180, live)
        team.end("ticker-1")
        drained = wait(lambda: ask(database, JOBS) + ask(database, LEASES) == 0, 60)
        statuses = team.end()
        print(f"  {sources} sources, {sum(crowd.asked.values())} requests, {len(crowd.titles)} items")
        all_is_seen(judge, crowd, readers, database)
        judge.check("the second ticker leads after the first", holds=followed)
        count = refused(team.log("worker-1"))
        judge.check(
            f"the worker that was stopped held {held} leases, {count} polls refused", holds=came_to_nothing
        )
        judge.check("the queue is done", holds=drained)
        judge.check(f"exit statuses {statuses}", holds=not any(statuses.values()))
        nothing_is_locked(judge, database)
        logs = "".join(f"{path.stem}:\n{team.log(path.stem)}" for path in sorted(folder.glob("*.log")))
        bugs = logs.count("Traceback") + logs.count("a bug in ilofeed")
        judge.check(f"{bugs} bugs logged", holds=not bugs)
        if judge.wrong:
            Path("cluster.log").write_text(logs)
            print("  the logs are in cluster.log")


def refused(log: str) -> int:
    """How many polls were done and not saved."""
    return log.count("reason=overtaken") + log.count("is polled another time")


def leased_by(team: Team, name: str) -> str:
    """What asks how many sources the process *name* has leased."""
    return f"SELECT count(*) FROM source WHERE lease_by LIKE '%/{team.processes[name].pid}/%'"  # noqa: S608


def stopped_at_work(team: Team, name: str, database: str) -> int:
    """Stop the process *name* while it polls; how many sources it has leased."""
    held = 0

    def stop() -> int:
        nonlocal held
        team.send(name, signal.SIGSTOP)
        held = ask(database, leased_by(team, name))
        if not held:
            team.send(name, signal.SIGCONT)
        return held

    wait(stop, 60)
    return held


def cut_off(judge: Judge, server: postgres.Server, sources: int, hosts: int) -> None:
    """Two workers on machines of their own; one of them loses the database for a minute."""
    with ExitStack() as stack:
        crowd = stack.enter_context(gathered(spread(sources, hosts, "10.77.9"), answer_takes=0.3))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        near, far = stack.enter_context(machines(folder, hosts))
        database = server.database()
        text = configuration(crowd, database, "10s")
        (folder / "config.toml").write_text(text)
        for machine in (near, far):
            machine.folder.mkdir()
            (machine.folder / "config.toml").write_text(text.replace("127.0.0.1:", f"{machine.database}:", 1))
        readers = Subscribers((near.folder / "feeds", far.folder / "feeds"))
        team = Team(folder)
        stack.callback(team.close)
        team.start("ticker", TICKER)
        team.start("near", WORKER, machine=near)
        team.start("far", WORKER, machine=far)
        wait(lambda: "outcome=" in team.log("far") and "outcome=" in team.log("near"), 60, readers.read)

        far.cut_database()
        before = team.log("far").count("outcome=")
        for slug in crowd.hosts:
            crowd.add(slug)
        wait(lambda: False, 60, readers.read)
        meanwhile = wait(lambda: not crowd.titles - set(readers.ids), 40, readers.read)
        far.mend_database()
        begun = time.monotonic()
        again = wait(lambda: team.log("far").count("outcome=") > before + 3, 60, readers.read)
        took = time.monotonic() - begun
        for slug in crowd.hosts:
            crowd.add(slug)
        wait(lambda: not crowd.titles - set(readers.ids), 60, readers.read)
        team.end("ticker")
        wait(lambda: ask(database, JOBS) + ask(database, LEASES) == 0, 30)
        statuses = team.end()
        all_is_seen(judge, crowd, readers, database)
        judge.check("all that came meanwhile was polled by the other one", holds=meanwhile)
        judge.check(f"the one that was cut off polls again, {took:.0f} s after the cut was mended", holds=again)
        judge.check(f"exit statuses {statuses}", holds=not any(statuses.values()))
        nothing_is_locked(judge, database)
        print(f"  the one that was cut off told {team.log('far').count(' ERROR ')} errors meanwhile")


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"it took longer than {LONGEST} minutes")


def main() -> int:
    """Run, and print what came of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", type=int, default=1000)
    options.add_argument("--hosts", type=int, default=50)
    options.add_argument("parts", nargs="*", default=["speed", "faults", "network"])
    chosen = options.parse_args()
    judge, begun = Judge(), time.monotonic()
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(60 * LONGEST)
    with postgres.server(listen="*") as server:
        if "speed" in chosen.parts:
            timed = min(TIMED, chosen.sources)
            print(f"polls a second, {timed} sources on {chosen.hosts} hosts, answers take 20 ms")
            for workers in (1, 2, 4):
                speed(judge, server, workers, timed, chosen.hosts)
        if "faults" in chosen.parts:
            print("a worker killed, one stopped for longer than its leases, then the leader, then the database")
            faults(judge, server, chosen.sources, chosen.hosts)
        if "network" in chosen.parts and os.getuid() == 0:
            print("workers on machines of their own, one of them without the database for a minute")
            cut_off(judge, server, 30, 10)
        elif "network" in chosen.parts:
            print("network namespaces need root; left out")
    print(f"{time.monotonic() - begun:.0f} seconds")
    return 1 if judge.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
