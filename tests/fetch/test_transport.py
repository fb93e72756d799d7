"""Headers of a response are read as httpx, a well-kept client, reads them."""

from __future__ import annotations

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.fetch.transport import Headers, Response

_NAMES = [b"Location", b"LOCATION", b"ETag", b"x-Odd"]
_VALUES = [b"", b"a", b'W/"1"', "/é".encode(), "/é".encode("latin-1"), b"1, 2"]


@given(raw=st.lists(st.tuples(st.sampled_from(_NAMES), st.sampled_from(_VALUES)), max_size=4))
def test_values_are_decoded_and_joined_as_httpx_does_it(raw: list[tuple[bytes, bytes]]) -> None:
    ours, theirs = Headers(raw), httpx.Headers(raw)

    assert {name: ours.get(name) for name in ("location", "ETag", "X-ODD", "Age")} == {
        name: theirs.get(name) for name in ("location", "ETag", "X-ODD", "Age")
    }
    assert dict(ours) == dict(theirs)
    assert len(ours) == len(dict(theirs))  # theirs counts repeated names


@pytest.mark.parametrize("status", [200, 300, 301, 302, 303, 304, 307, 308, 404])
@pytest.mark.parametrize("headers", [[], [(b"location", b"/there")]])
def test_a_redirect_is_a_status_for_it_with_a_location(status: int, headers: list[tuple[bytes, bytes]]) -> None:
    ours = Response(httpcore.Response(status, headers=headers, extensions={"reason_phrase": b"S\xe9e"}))
    theirs = httpx.Response(status, headers=headers, extensions={"reason_phrase": b"S\xe9e"})

    assert (ours.redirect_location is not None) == theirs.has_redirect_location
    assert ours.reason_phrase == theirs.reason_phrase
