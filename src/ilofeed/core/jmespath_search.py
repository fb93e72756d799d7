"""Check and evaluate JMESPath expressions, with a limit of cost: the values come from the network.

The library evaluates an expression in a number of steps that depends on the value. A step here is one node of the
expression for one value. No function of JMESPath takes much more than linear time, so steps bound the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions
from jmespath.visitor import TreeInterpreter

#: Characters; of a configured expression.
MAX_LENGTH = 500
#: Steps for all expressions of one answer; 500 items of ten fields take 20,000.
MAX_STEPS = 500_000

_FUNCTIONS: Mapping[str, Any] = Functions().FUNCTION_TABLE


class TooCostlyError(Exception):
    """An answer for which the expressions take more steps than the limit."""


def check(expression: str) -> str:
    """Return the reason why *expression* is no good JMESPath expression; empty if it is one."""
    if len(expression) > MAX_LENGTH:
        return f"it has more than {MAX_LENGTH} characters"
    try:
        nodes = list(_nodes(jmespath.compile(expression).parsed))
    except JMESPathError as error:
        return str(error).splitlines()[0].removesuffix(":")
    except RecursionError:
        return "it nests expressions too deep"
    for node in nodes:
        if node["type"] == "function_expression" and (problem := _call_problem(node)):
            return problem
    return ""


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node["children"]:
        if isinstance(child, dict):  # those of a slice are numbers
            yield from _nodes(child)


def _call_problem(call: Mapping[str, Any]) -> str:
    """Return the reason why the function *call* fails for every value; empty if there is none."""
    name = call["value"]
    if name not in _FUNCTIONS:
        return f"there is no function {name}(), but {', '.join(sorted(_FUNCTIONS))}"
    signature, count = _FUNCTIONS[name]["signature"], len(call["children"])
    is_variadic = bool(signature) and signature[-1].get("variadic", False)
    if count < len(signature) or (count > len(signature) and not is_variadic):
        return f"the function {name}() takes {len(signature)} arguments, not {count}"
    return ""


class Search(TreeInterpreter):
    """The evaluation of all expressions of one answer, in at most *max_steps* steps."""

    def __init__(self, max_steps: int = MAX_STEPS) -> None:
        super().__init__()
        self._left = max_steps

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the library
        """Evaluate one *node* of an expression. Raises TooCostlyError."""
        self._left -= 1
        if self._left < 0:
            raise TooCostlyError
        return super().visit(node, *args, **kwargs)

    def __call__(self, expression: str, value: object) -> Any:  # noqa: ANN401 - any value of JSON
        """Return the result of *expression* for *value*; None if it fails for it. Raises TooCostlyError."""
        try:
            return self.visit(jmespath.compile(expression).parsed, value)
        except (JMESPathError, TypeError, OverflowError, RecursionError, ArithmeticError, ValueError):
            return None
