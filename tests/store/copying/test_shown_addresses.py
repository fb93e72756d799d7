"""Show the address of a server without its secrets."""

from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from ilofeed.store.postgres.copy_target import plain


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:s3cret@db.example/news", "postgresql://me@db.example/news"),
        ("postgres://me:s3#?cret@db.example:5433/news", "postgresql://me@db.example:5433/news"),
        ("postgresql://me:s3%23cret@db.example:5433/news", "postgresql://me@db.example:5433/news"),
        ("postgresql://me:s3#cret@db.example/news", "postgresql://me@db.example/news"),
        (
            "postgresql://db.example/news?password=s3cret&user=me&sslmode=require&sslpassword=s3cret",
            "postgresql://me@db.example/news?sslmode=require",
        ),
        (
            "postgresql:///news?host=/run/x&passfile=/etc/p",
            "postgresql:///news?host=%2Frun%2Fx&passfile=%2Fetc%2Fp",
        ),
        ("postgresql://me%40x@[::1]:5/a%20b", "postgresql://me%40x@/a%20b?host=%3A%3A1&port=5"),
    ],
)
def test_an_address_is_shown_without_what_is_secret(url: str, shown: str) -> None:
    assert plain(url) == shown

    parameters = conninfo_to_dict(url)
    assert conninfo_to_dict(shown) == {
        name: parameters[name] for name in parameters if name not in ("password", "sslpassword")
    }
