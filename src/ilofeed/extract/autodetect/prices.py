"""Recognise prices, by which the cards of a shop differ from those of news."""

from __future__ import annotations

import re

_PRICE = re.compile(
    r"(?:from |ab |à partir de |desde )?(?:[$€£¥]|(?:USD|EUR|CHF|GBP|kr) ?) ?\d[\d., ]{0,12}(?:/\w{2,8})?"
    r"|\d[\d., ]{0,12} ?(?:€|£|kr|zł|Kč|USD|EUR|CHF|GBP)(?:/\w{2,8})?",
    re.IGNORECASE,
)


def is_price(line: str) -> bool:
    """Return whether *line* is only a price."""
    return _PRICE.fullmatch(line.strip()) is not None
