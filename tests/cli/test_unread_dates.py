"""`fetch` and `status` say which printed dates are not certain, and which setting settles them."""

from __future__ import annotations

from fakes.operator import Operator

PAGE = """<html lang="und"><body><ul>
<li><a href="/1">First note of the day</a> <i>05/06/2026</i></li>
<li><a href="/2">Second note of the day</a> <i>07/06/2026</i></li>
<li><a href="/3">Third note of the day</a> <i>1 June 2026</i></li>
</ul>"""
SELECTORS = 'profile = "selectors"\nselectors = {item = "li", title = "a", date = "i"}'
SENTENCE = (
    "2 of 3 items print a date that is not certain, such as '05/06/2026': set date_order = \"dmy\" for 2026-06-05"
    ' or date_order = "mdy" for 2026-05-06 in its [[source]]'
)


def test_a_poll_and_the_status_name_the_setting_that_settles_uncertain_dates(operator: Operator) -> None:
    operator.configure(SELECTORS)
    operator.site.show(PAGE.encode())

    fetched = operator.run("fetch", "--once").stdout
    lines, whole = operator.run("status").stdout, operator.run("status", "news").stdout
    (described,) = operator.json("status")["sources"]

    assert f"; {SENTENCE}\n" in fetched
    assert "some printed dates are not certain" in lines
    assert "`ilofeed status SLUG` shows one in detail" in lines
    assert f"  {SENTENCE}\n" in whole
    assert described["unread_dates"] == SENTENCE


def test_with_that_setting_they_are_read_and_not_mentioned(operator: Operator) -> None:
    operator.configure(SELECTORS)
    operator.site.show(PAGE.encode())
    operator.poll()
    operator.configure(SELECTORS + '\ndate_order = "dmy"')

    poll = operator.poll()
    (described,) = operator.json("status")["sources"]

    assert poll["unread_dates"] == ""
    assert described["unread_dates"] is None
