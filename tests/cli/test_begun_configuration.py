"""`ilofeed add` where there is no configuration yet."""

from __future__ import annotations

from fakes.operator import Operator
from fakes.site import Site


def test_add_begins_a_configuration_where_there_is_none(operator: Operator, site: Site) -> None:
    (operator.folder / "config.toml").unlink()
    done = operator.run("add", site.url)

    assert (done.returncode, "forbidden_address" in done.stderr) == (1, False)
    assert "is not public" in done.stderr
    assert list(operator.folder.iterdir()) == []


def test_add_begins_also_a_configuration_that_is_named(operator: Operator, site: Site) -> None:
    (operator.folder / "config.toml").unlink()

    by_option = operator.run("-c", "new.toml", "add", site.url)
    by_variable = operator.run("add", site.url, ILOFEED_CONFIG=str(operator.folder / "new.toml"))
    elsewhere = operator.run("-c", "no/such/folder/new.toml", "add", site.url)

    for done in (by_option, by_variable, elsewhere):
        assert (done.returncode, "is not public" in done.stderr) == (1, True), done.stderr
