"""A worker that is killed, one that is stopped for longer than its leases, a leader killed, a database restarted."""

# ruff: noqa: T201 - it is there to print

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from end_to_end.cluster_trials.trial import TICKER, WORKER, Trial, opened, pass_by, spread, wait
from fakes.crowd import Crowd, Subscribers
from fakes.judge import Judge
from fakes.postgres import Server
from fakes.team import Team

_LEADS = "leading from now on"


def faults(judge: Judge, server: Server, sources: int, hosts: int) -> None:
    """Let four workers and two tickers meet the faults while items appear and subscribers read."""
    places = spread(sources, hosts, "127.0.0")
    with opened(server, places, interval="40s") as trial, closing(Team(trial.folder)) as team:
        readers = Subscribers((trial.folder / "feeds",))
        _start(team)
        wait(lambda: len(trial.crowd.asked) > sources // 4, 60, readers.read)
        news = _News(trial.crowd, readers)
        _kill(team, "worker-0")
        held, is_refused = _stop_for_longer_than_its_leases(trial, team, "worker-1", news.go_on)
        _kill(team, "ticker-0")
        pass_by(10, news.go_on)
        server.restart()
        pass_by(15, news.go_on)
        leads = _LEADS in team.log("ticker-1")
        wait(news.is_all_seen, 180, news.go_on)
        team.end("ticker-1")
        drained = wait(trial.is_idle, 60)
        statuses = team.end()

        print(f"  {sources} sources, {trial.crowd.asked.total()} requests, {len(trial.crowd.titles)} items")
        trial.check_all_is_seen(judge, readers)
        judge.check("the second ticker leads after the first", holds=leads)
        count = _refused(team.log("worker-1"))
        judge.check(f"the stopped worker had {held} leases, {count} of its polls refused", holds=is_refused)
        judge.check("the queue is done", holds=drained)
        judge.check(f"exit statuses {statuses}", holds=not any(statuses.values()))
        trial.check_nothing_is_locked(judge)
        _check_logs(judge, trial.folder)


class _News:
    """Items that appear, one for each source, while subscribers read."""

    def __init__(self, crowd: Crowd, readers: Subscribers) -> None:
        self._crowd = crowd
        self._readers = readers
        self._to_come = list(crowd.hosts)
        self._at_once = max(1, len(crowd.hosts) // 120)

    def go_on(self) -> None:
        for _ in range(min(len(self._to_come), self._at_once)):
            self._crowd.add(self._to_come.pop())
        self._readers.read()

    def is_all_seen(self) -> bool:
        return not self._to_come and not self._crowd.titles - set(self._readers.ids)


def _start(team: Team) -> None:
    team.start("ticker-0", TICKER)
    wait(lambda: _LEADS in team.log("ticker-0"), 60)
    team.start("ticker-1", TICKER)
    for number in range(4):
        team.start(f"worker-{number}", WORKER)


def _kill(team: Team, name: str) -> None:
    team.send(name, signal.SIGKILL)
    team.processes.pop(name).wait()


def _stop_for_longer_than_its_leases(
    trial: Trial, team: Team, name: str, meanwhile: Callable[[], None]
) -> tuple[int, bool]:
    """Stop the process *name* while it polls, and let it go on when others have taken over its sources.

    Return the number of its leases, and whether its polls were refused.
    """
    held = _stop_at_work(trial, team, name)
    # Others may take them a minute after its last heartbeat.
    wait(lambda: not trial.ask(_leased_by(team, name)), 150, meanwhile)
    team.send(name, signal.SIGCONT)
    # By the generation; or by the database already, which ends transactions that do not go on.
    return held, wait(lambda: _refused(team.log(name)), 20, meanwhile)


def _stop_at_work(trial: Trial, team: Team, name: str) -> int:
    """Stop the process *name* while it polls; return the number of its leases."""
    held = 0

    def stop() -> int:
        nonlocal held
        team.send(name, signal.SIGSTOP)
        held = trial.ask(_leased_by(team, name))
        if not held:
            team.send(name, signal.SIGCONT)
        return held

    wait(stop, 60)
    return held


def _leased_by(team: Team, name: str) -> str:
    return f"SELECT count(*) FROM source WHERE lease_by LIKE '%/{team.processes[name].pid}/%'"  # noqa: S608 - a number


def _refused(log: str) -> int:
    """Return the number of polls that were made and not saved."""
    return log.count("reason=overtaken") + log.count("is polled another time")


def _check_logs(judge: Judge, folder: Path) -> None:
    logs = "".join(f"{path.stem}:\n{path.read_text(encoding='utf-8')}" for path in sorted(folder.glob("*.log")))
    bugs = logs.count("Traceback") + logs.count("a bug in ilofeed")
    judge.check(f"{bugs} bugs logged", holds=not bugs)
    if judge.wrong:
        Path("cluster.log").write_text(logs)
        print("  the logs are in cluster.log")
