"""The rules and the dashboard: Prometheus' own tool accepts them, and they use what ``/metrics`` really has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from end_to_end.deploy.figures import complete, labels_by_name, mistakes, selected
from end_to_end.deploy.parts import DEPLOY, ROOT, run
from fakes.forty import BROKEN, DEAD, HELD, Forty
from fakes.real_parts import program
from fakes.served import served
from ilofeed.core.state import Condition, Outcome

FOLDER = DEPLOY / "prometheus"
UNIT_TESTS = sorted(FOLDER.glob("*.test.yml"))
RULES = [
    rule
    for group in yaml.safe_load((FOLDER / "ilofeed.rules.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
DASHBOARD = json.loads((DEPLOY / "grafana/ilofeed.json").read_text(encoding="utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
SERVING = (
    (ROOT / "docs/serving.md").read_text(encoding="utf-8").partition("\n## Figures\n")[2].partition("\n## ")[0]
)


def of_dashboard() -> Iterator[str]:
    """Each expression of the dashboard, as Grafana sends it."""
    for panel in PANELS:
        for target in panel["targets"]:
            yield target["expr"].replace("$source", ".*").replace("$__rate_interval", "5m")


EXPRESSIONS = [
    *(rule["expr"] for rule in RULES),
    *of_dashboard(),
    *re.findall(r"^    (.+)$", SERVING, flags=re.MULTILINE),
]


def promtool(*words: str, folder: Path = FOLDER) -> tuple[int, str]:
    done = run(program("promtool", "prometheus"), *words, folder=folder)
    return done.returncode, done.stdout + done.stderr


def test_promtool_accepts_configuration_and_rules() -> None:
    status, text = promtool("check", "config", "--lint=all", "--lint-fatal", "prometheus.yml")

    assert status == 0, text
    assert f"{len(RULES)} rules found" in text


def test_each_alert_comes_when_it_should_and_not_before() -> None:
    status, text = promtool("test", "rules", *(path.name for path in UNIT_TESTS))

    assert status == 0, text


def test_each_alert_is_in_the_unit_tests() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in UNIT_TESTS)
    shown = set(re.findall(r"alertname=\"(\w+)\"|alertname: (\w+)", tests))

    assert {rule["alert"] for rule in RULES} == {name for pair in shown for name in pair if name}


def test_promtool_accepts_every_expression_of_dashboard_and_documentation(tmp_path: Path) -> None:
    rules = [{"record": f"checked:{at}", "expr": each} for at, each in enumerate(EXPRESSIONS)]
    (tmp_path / "all.yml").write_text(yaml.safe_dump({"groups": [{"name": "all", "rules": rules}]}))

    status, text = promtool("check", "rules", "all.yml", folder=tmp_path)

    assert status == 0, text
    assert len(EXPRESSIONS) > 30


def test_every_name_and_label_is_in_metrics() -> None:
    known = labels_by_name(complete())

    assert [found for each in EXPRESSIONS for found in mistakes(each, known)] == []
    assert mistakes("sum by (sauce) (ilofeed_poll{source='a'}) + ilofeed_entries{feed=\"a\"}", known) == [
        "ilofeed_poll",
        "ilofeed_entries{feed}",
        "sauce",
    ]


def test_every_value_that_a_label_is_compared_with_exists() -> None:
    asked: dict[str, set[str]] = {}
    for each in EXPRESSIONS:
        for _, matchers in selected(each):
            for label, values in matchers.items():
                asked.setdefault(label, set()).update(values)

    assert asked["condition"] <= set(Condition)
    assert asked["outcome"] <= set(Outcome)
    assert {each for each in Condition if each.needs_attention} <= asked["condition"]


def test_the_forty_sources_make_three_alerts(forty: Forty, tmp_path: Path) -> None:
    with forty.app() as app, served(app) as client:
        text = client.get("/metrics").text
    series = [{"series": 'up{job="ilofeed", instance="a:8000"}', "values": "1x300"}]
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = {**sample.labels, "job": "ilofeed", "instance": "a:8000"}
            words = ", ".join(f'{name}="{value}"' for name, value in labels.items())
            series.append({"series": f"{sample.name}{{{words}}}", "values": f"{sample.value}x300"})
    fire = [
        ("IlofeedSourceFailing", f'condition="failing", source="{BROKEN}"'),
        ("IlofeedSourceFailing", f'condition="failing", source="{DEAD}"'),
        ("IlofeedSourceQuarantined", f'source="{HELD}"'),
    ]
    expected = [
        {
            "labels": f'ALERTS{{alertname="{name}", alertstate="firing", job="ilofeed", severity="warning", {labels}}}',
            "value": 1,
        }
        for name, labels in fire
    ]
    asked = [{"expr": 'ALERTS{alertstate="firing"}', "eval_time": "4h", "exp_samples": expected}]
    test = {"interval": "1m", "input_series": series, "promql_expr_test": asked}
    document = {"rule_files": [str(FOLDER / "ilofeed.rules.yml")], "tests": [test]}
    (tmp_path / "test.yml").write_text(yaml.safe_dump(document))

    status, said = promtool("test", "rules", "test.yml", folder=tmp_path)

    assert status == 0, said


def test_panels_do_not_overlap_and_have_what_explains_them() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells

    titles = [panel["title"] for panel in DASHBOARD["panels"]]
    assert len(set(titles)) == len({panel["id"] for panel in DASHBOARD["panels"]}) == len(titles)
    assert all(panel["fieldConfig"]["defaults"]["unit"] for panel in PANELS)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: str(panel["title"]))
def test_a_panel_asks_the_chosen_prometheus_and_names_its_series_by_labels_that_they_have(panel: Any) -> None:
    names = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    for target in panel["targets"]:
        used = set(re.findall(r"\$\{?(\w+)", json.dumps(target))) - {"__rate_interval"}
        grouped = {label for group in re.findall(r"by \(([^)]*)\)", target["expr"]) for label in group.split(", ")}

        assert target["datasource"] == panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
        assert used <= names
        assert set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"])) <= grouped
    assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
