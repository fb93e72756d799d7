"""The number of polls a second that a number of workers make."""

from __future__ import annotations

from contextlib import closing

import psycopg

from end_to_end.cluster_trials.trial import TICKER, WORKER, Trial, opened, spread, wait
from fakes.judge import Judge
from fakes.postgres import Server
from fakes.team import Team, cpu_of_all


def speed(judge: Judge, server: Server, workers: int, sources: int, hosts: int) -> None:
    """Poll every source once, and once more when nothing has changed."""
    places = spread(sources, hosts, "127.0.0")
    with opened(server, places, interval="1h") as trial, closing(Team(trial.folder)) as team:
        names = [f"worker-{number}" for number in range(workers)]
        for name in names:
            team.start(name, WORKER)
        wait(lambda: all("working" in team.log(name) for name in names), 60)
        for polls in ("first", "unchanged"):
            trial.crowd.times.clear()
            before = sum(map(team.cpu, names)), cpu_of_all(server.process)
            if polls == "first":
                team.start("ticker", TICKER)
            else:
                _make_due(trial)
            done = wait(lambda: len(trial.crowd.times) >= sources and trial.is_queue_empty(), 120)
            after = sum(map(team.cpu, names)), cpu_of_all(server.process)
            spent = [now - then for then, now in zip(before, after, strict=True)]
            _check(judge, trial, f"{workers} workers, {polls} polls", spent, holds=done)
        team.end()


def _make_due(trial: Trial) -> None:
    with psycopg.connect(trial.database, autocommit=True) as connection:
        connection.execute("UPDATE ilofeed.source SET due_at = now() - interval '1 second'")


def _check(judge: Judge, trial: Trial, name: str, spent: list[float], *, holds: bool) -> None:
    """Print the rate of polls, and the seconds of CPU *spent* by workers and database, for each poll."""
    crowd = trial.crowd
    polls, took = len(crowd.times), crowd.times[-1] - crowd.times[0]
    worker, base = (1000 * seconds / polls for seconds in spent)
    judge.check(
        f"{name}: {polls / took:.0f} a second ({polls} in {took:.1f} s),"
        f" CPU of each {worker:.1f} ms of a worker and {base:.1f} ms of the database,"
        f" at most {crowd.most_at_once} at once to a host",
        holds=holds and polls == len(crowd.hosts) and crowd.most_at_once == 1,
    )
