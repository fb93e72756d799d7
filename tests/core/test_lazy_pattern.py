"""Patterns are compiled at their first use, and then are those of ``re``."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from ilofeed.core.lazy_pattern import LazyPattern

_PROBE = """
import gc, json, pkgutil
from importlib import import_module
import ilofeed
from ilofeed.core.lazy_pattern import LazyPattern

for module in pkgutil.walk_packages(ilofeed.__path__, "ilofeed."):
    if module.name.split(".")[1] in ("core", "decide", "extract", "publish"):
        import_module(module.name)
patterns = [each for each in gc.get_objects() if isinstance(each, LazyPattern)]
early = [each.pattern for each in patterns if "compiled" in vars(each)]
print(json.dumps([len(patterns), early, [len(each.compiled.pattern) for each in patterns].count(0)]))
"""


def test_modules_compile_none_of_them_when_they_are_loaded_and_all_of_them_are_valid() -> None:
    done = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, check=True, timeout=60)

    count, early, empty = json.loads(done.stdout)
    assert count > 100
    assert (early, empty) == ([], 0)


@pytest.mark.parametrize("flags", [re.NOFLAG, re.IGNORECASE])
@pytest.mark.parametrize("text", ["", "5 May, 6 May", "am 7. MAI", "may"])
def test_each_method_returns_what_that_of_re_returns(text: str, flags: re.RegexFlag) -> None:
    ours, theirs = (kind(r"(\d)\W+(May)|(may)", flags) for kind in (LazyPattern, re.compile))

    for _ in ("compiled by the first call", "found by the second"):
        for find in ("match", "fullmatch", "search"):
            assert repr(getattr(ours, find)(text, 0)) == repr(getattr(theirs, find)(text, 0))
        assert ours.findall(text) == theirs.findall(text)
        assert [each.span() for each in ours.finditer(text)] == [each.span() for each in theirs.finditer(text)]
        assert ours.sub(r"<\1>", text) == theirs.sub(r"<\1>", text)
        assert ours.split(text, maxsplit=1) == theirs.split(text, maxsplit=1)


def test_from_the_second_call_on_a_method_is_that_of_the_compiled_pattern() -> None:
    pattern = LazyPattern("a")

    pattern.search("a")

    assert vars(pattern)["search"] == pattern.compiled.search
