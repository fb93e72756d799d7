"""The contract of every store for alerts and letters."""

from __future__ import annotations

from ilofeed.core.protocols import Store
from ilofeed.core.state import Alert, Event, Notification
from store.samples import NOON, later


def alert(source: str, event: Event = Event.FAILING, at: float = 0) -> Alert:
    return Alert(source=source, event=event, at=later(at))


def letter(name: str, *, way: str = "command", due: float = 0) -> Notification:
    return Notification(id=name, way=way, at=NOON, document='{"a":"é"}', due_at=later(due))


def test_a_new_store_has_no_alerts(store: Store) -> None:
    assert store.alerts() == {}
    assert store.held() == {}
    assert store.claim_notification(NOON, later(60)) is None


def test_alerts_are_saved_with_their_notifications(store: Store) -> None:
    assert store.alert({}, [alert("a"), alert("b", Event.QUIET)], [letter("one")])

    assert store.alerts() == {"a": alert("a"), "b": alert("b", Event.QUIET)}
    assert store.claim_notification(NOON, later(60)) == Notification(
        id="one", way="command", at=NOON, document='{"a":"é"}', due_at=later(60), tries=1
    )


def test_who_knows_of_something_older_tells_nothing_at_all(store: Store) -> None:
    store.alert({}, [alert("a")], [])

    assert not store.alert({}, [alert("b"), alert("a", Event.RECOVERED)], [letter("late")])
    assert store.alert({"a": alert("a")}, [alert("a", Event.RECOVERED, 60)], [])
    assert not store.alert({"a": alert("a")}, [alert("a", Event.QUIET)], [letter("late")])

    assert store.alerts() == {"a": alert("a", Event.RECOVERED, 60)}
    assert store.claim_notification(NOON, later(60)) is None


def test_a_letter_is_taken_by_one_until_its_time_is_over(store: Store) -> None:
    store.alert({}, [], [letter("one")])

    first = store.claim_notification(NOON, later(60))

    assert first
    assert store.claim_notification(later(59), later(90)) is None
    second = store.claim_notification(later(60), later(120))
    assert second
    assert second.tries == 2
    store.finish_notification(first, None)
    assert store.claim_notification(later(120), later(180)), "who was too slow has no say any more"


def test_a_letter_is_tried_again_or_forgotten(store: Store) -> None:
    store.alert({}, [], [letter("one")])
    taken = store.claim_notification(NOON, later(60))
    assert taken

    store.finish_notification(taken, later(300))

    assert store.claim_notification(later(299), later(400)) is None
    again = store.claim_notification(later(300), later(400))
    assert again
    store.finish_notification(again, None)
    assert store.claim_notification(later(9999), later(99999)) is None


def test_a_digest_is_saved_with_its_letters_once(store: Store) -> None:
    assert store.digest_at() is None
    assert store.digest(None, later(1), [])

    assert not store.digest(None, later(2), [letter("late")])
    assert store.digest(later(1), later(3), [letter("new")])
    assert not store.digest(later(1), later(4), [letter("late")])

    assert store.digest_at() == later(3)
    found = [store.claim_notification(later(5), later(60)) for _ in range(2)]
    assert [each and each.id for each in found] == ["new", None]


def test_letters_go_in_the_order_in_which_they_are_due(store: Store) -> None:
    store.alert({}, [], [letter("b", due=2), letter("a", due=3), letter("a", way="webhook", due=1)])

    found = [store.claim_notification(later(5), later(60)) for _ in range(4)]

    assert [each and (each.id, each.way) for each in found] == [
        ("a", "webhook"),
        ("b", "command"),
        ("a", "command"),
        None,
    ]


def test_an_alert_goes_with_its_source(store: Store) -> None:
    store.claim(["old"])
    store.alert({}, [alert("old")], [])

    store.rename("old", "new")

    assert store.alerts() == {"new": alert("new")}
