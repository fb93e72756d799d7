"""The everyday of an administrator with forty sources, of which three need attention."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from fakes.forty import BROKEN, DEAD, HELD, NEWS, Forty
from ilofeed.app import queries, use_cases
from ilofeed.core.state import Condition, Outcome


def test_three_of_forty_sources_need_attention_each_for_another_reason(forty: Forty) -> None:
    with forty.app(create=False) as app:
        healths = {health.source.slug: health for health in queries.healths(app, app.config.sources)}

    needy = {slug: found.reason for slug, found in healths.items() if found.condition.needs_attention}
    assert needy == {HELD: "mass_revision", BROKEN: "no_items", DEAD: "status_404"}
    assert Counter(found.condition for found in healths.values()) == {
        Condition.OK: 37,
        Condition.QUARANTINED: 1,
        Condition.FAILING: 2,
    }


def test_a_copy_of_the_forty_sources_is_polled_on_where_the_first_one_ended(forty: Forty) -> None:
    forty.clock.pass_by(hours=1)

    reports = {report.source: report.outcome for report in forty.poll(HELD, BROKEN, DEAD, *NEWS)}

    assert reports == {
        HELD: Outcome.QUARANTINED,
        BROKEN: Outcome.FAILED,
        DEAD: Outcome.FAILED,
        **dict.fromkeys(NEWS, Outcome.NOT_MODIFIED),
    }


def test_the_sites_recover_when_they_show_their_lists_again(forty: Forty) -> None:
    forty.clock.pass_by(days=1)
    forty.furnish(0)

    reports = forty.poll(HELD, BROKEN, DEAD)

    assert all(report.outcome.is_ok for report in reports)
    assert len(reports) == 3


def test_the_alerts_and_the_digest_tell_what_happened(forty: Forty, golden: Callable[[str, bytes], None]) -> None:
    collect = "import sys; open('sent', 'a').write(sys.stdin.read() + '\\n')"
    forty.configure(
        'timezone = "Europe/Zurich"',
        f'[alerts]\ncommand = {json.dumps([sys.executable, "-c", collect])}\ndigest = "thu 11:45"\nafter = 1',
    )
    with forty.app() as app:
        assert app.store.digest(None, forty.clock.now() - timedelta(days=1), [])
        assert [error for _, error in use_cases.send_alerts(app)] == [None, None]

    sent = [json.loads(line) for line in (forty.folder / "sent").read_text(encoding="utf-8").splitlines()]
    assert sorted(message["type"] for message in sent) == ["ilofeed.alerts", "ilofeed.digest"]
    for message in sent:
        text = f"{message['title']}\n\n{message['text']}\n"
        golden(f"forty.{message['type'].partition('.')[2]}.txt", text.encode())
