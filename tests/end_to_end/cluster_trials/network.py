"""Two workers in network namespaces, one of which loses the database for a minute."""

# ruff: noqa: T201 - it is there to print

from __future__ import annotations

import time
from contextlib import closing

from end_to_end.cluster_trials.trial import TICKER, WORKER, Trial, opened, pass_by, spread, wait
from fakes.crowd import Subscribers
from fakes.judge import Judge
from fakes.namespaces import Machine, machines
from fakes.postgres import Server
from fakes.team import Team


def cut_off(judge: Judge, server: Server, sources: int, hosts: int) -> None:
    """Cut one worker off from the database while items appear, and mend the connection."""
    places = spread(sources, hosts, "10.77.9")
    with (
        opened(server, places, interval="10s", answer_takes=0.3) as trial,
        machines(trial.folder, hosts) as (near, far),
        closing(Team(trial.folder)) as team,
    ):
        readers = Subscribers((near.folder / "feeds", far.folder / "feeds"))
        _start(trial, team, near, far)
        wait(lambda: all("outcome=" in team.log(name) for name in ("far", "near")), 60, readers.read)

        far.cut_database()
        before = team.log("far").count("outcome=")
        _add_items(trial)
        pass_by(60, readers.read)
        near_polls_all = _wait_until_all_is_seen(trial, readers, 40)
        far.mend_database()
        begun = time.monotonic()
        far_polls_again = wait(lambda: team.log("far").count("outcome=") > before + 3, 60, readers.read)
        took = time.monotonic() - begun
        _add_items(trial)
        _wait_until_all_is_seen(trial, readers, 60)
        team.end("ticker")
        wait(trial.is_idle, 30)
        statuses = team.end()

        trial.check_all_is_seen(judge, readers)
        judge.check("the other worker polled all sources during the cut", holds=near_polls_all)
        judge.check(f"the worker that was cut off polls again {took:.0f} s after it", holds=far_polls_again)
        judge.check(f"exit statuses {statuses}", holds=not any(statuses.values()))
        trial.check_nothing_is_locked(judge)
        print(f"  the worker that was cut off logged {team.log('far').count(' ERROR ')} errors")


def _start(trial: Trial, team: Team, near: Machine, far: Machine) -> None:
    for machine in (near, far):
        machine.folder.mkdir()
        text = trial.configuration.replace("127.0.0.1:", f"{machine.database}:", 1)
        (machine.folder / "config.toml").write_text(text)
    team.start("ticker", TICKER)
    team.start("near", WORKER, machine=near)
    team.start("far", WORKER, machine=far)


def _add_items(trial: Trial) -> None:
    for slug in trial.crowd.hosts:
        trial.crowd.add(slug)


def _wait_until_all_is_seen(trial: Trial, readers: Subscribers, seconds: float) -> bool:
    return wait(lambda: not trial.crowd.titles - set(readers.ids), seconds, readers.read)
