"""The parts of a URL for a request are those that httpx, a well-kept client, finds in it."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilofeed.core import urls
from ilofeed.core.errors import FetchError
from ilofeed.fetch.address import address

_SEGMENTS = st.sampled_from(
    [".", "..", "", "a", "b.html", "%2e", "100%", "é", "a b", "x;y=1", "~[c]|^", "\\", "...", "*"]
)
_HOSTS = st.sampled_from(
    ["www.ilo.org", "WWW.ILO.ORG", "127.0.0.1", "[::1]", "h", "a_b.example", "xn--bcher-kva.example"]
)
_QUERIES = st.sampled_from(["", "?", "?a=1&b=%zz", "?q=é ", "?a=../b", "#top", "?x#y"])


def url_parts(url: str) -> tuple[str, str, int | None, str, str]:
    """What httpx makes of *url*."""
    found = httpx.URL(url)
    return (found.scheme, found.raw_host.decode(), found.port, found.netloc.decode(), found.raw_path.decode())


@given(
    scheme=st.sampled_from(["http", "https", "HTTP"]),
    host=_HOSTS,
    port=st.sampled_from(["", ":80", ":443", ":8080", ":0"]),
    path=st.lists(_SEGMENTS, max_size=5).map("/".join),
    query=_QUERIES,
)
def test_the_parts_are_those_that_httpx_finds(scheme: str, host: str, port: str, path: str, query: str) -> None:
    canonical = urls.absolute(f"{scheme}://{host}{port}/{path}{query}")
    assert canonical is not None

    found = address(canonical)

    assert (*found.origin, found.netloc, found.target) == url_parts(canonical)


@pytest.mark.parametrize(
    "url", ["ftp://h/", "http://", "http://a..b/", "http://u:p@h/", "http://h:70000/", "h", "http://1.2.3.999/"]
)
def test_what_names_no_host_is_refused(url: str) -> None:
    with pytest.raises(FetchError) as refused:
        address(url)

    assert refused.value.reason == "address"
