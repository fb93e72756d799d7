"""The table ``[fetch]`` of config.toml, and the table ``[source.fetch]`` of a source."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from ilofeed.config.value_types import AcceptLanguage, Duration, Size, UserAgent


class FetchTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[fetch]``: limits of every request."""

    timeout: Annotated[
        Duration,
        Meta(
            description="time limit of the whole request, from the look-up of the name to the last byte, redirects"
            " included; from `100ms` to `10m`"
        ),
    ] = "30s"
    max_bytes: Annotated[
        Size, Meta(description="size limit of a page, compressed or not, from `1kB` to `100MB`")
    ] = "10MB"
    min_delay: Annotated[
        Duration,
        Meta(
            description="least time between two requests to one host, by any process; up to `1h`. A `Crawl-delay`"
            " in robots.txt is a lower limit, up to 30 seconds"
        ),
    ] = "1s"
    robots: Annotated[
        bool, Meta(description="whether robots.txt is read first (RFC 9309), once a day for each host")
    ] = True
    allow_private: Annotated[
        tuple[str, ...],
        Meta(
            description='host names, addresses or networks (`"10.0.0.0/8"`) that are allowed although they are not'
            " public"
        ),
    ] = ()
    user_agent: Annotated[
        UserAgent,
        Meta(
            description="the User-Agent of every request, in ASCII; it must contain `ilofeed`, whose rules in"
            " robots.txt are followed. Left out: `Mozilla/5.0 (compatible; ilofeed/VERSION; +CONTACT)`",
        ),
    ] = ""
    accept_language: Annotated[
        AcceptLanguage,
        Meta(
            description='the Accept-Language of every request, `"fr, en;q=0.5"`, for sites that choose a language by'
            " it"
        ),
    ] = ""
    ca: Annotated[
        str,
        Meta(
            description="file with certificates, in PEM, that are trusted in addition to those of the system: for a"
            " private authority, or an intermediate certificate that a site leaves out"
        ),
    ] = ""
    proxy: Annotated[
        str,
        Meta(
            description='the proxy of all requests: `"http://proxy.example.org:3128"`, `https://`, `socks5://` or'
            ' `socks5h://`, with `user:password@` if it wants them. `"env"`: as `HTTP_PROXY`, `HTTPS_PROXY`,'
            " `ALL_PROXY` and `NO_PROXY` say. See [proxies](fetching.md#proxies)"
        ),
    ] = ""
    no_proxy: Annotated[
        tuple[str, ...],
        Meta(
            description="hosts that are reached without the proxy: names with all names below them, addresses,"
            ' networks, or `"*"`'
        ),
    ] = ()
    proxy_resolves: Annotated[
        bool,
        Meta(
            description="whether the proxy looks up the names of hosts; the addresses are not checked then. With"
            " `socks5h` it always does"
        ),
    ] = False
    headers: Annotated[
        dict[str, str],
        Meta(
            description="further headers of the requests for the pages of sources, a table of names and values. Each"
            " source sends them to the host of its own `url` only, also after a redirect"
        ),
    ] = {}
    cookies: Annotated[
        dict[str, str], Meta(description="cookies of the same requests, a table of names and values")
    ] = {}
    chromium: Annotated[
        str,
        Meta(
            description="the program that renders pages of sources with `browser = true`, a name or a path. Without it"
            " `chromium`, `chromium-browser`, `google-chrome-stable` or `google-chrome`, the first one on the PATH"
        ),
    ] = ""
    chromium_sandbox: Annotated[
        bool,
        Meta(
            description="whether Chromium must confine its processes, which it cannot as root and in many containers."
            " `false` only where nothing but ilofeed is within reach: see"
            " [pages made by scripts](browser.md#the-sandbox)"
        ),
    ] = True


class SourceFetchTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[source.fetch]``: how the pages of one source are requested."""

    headers: Annotated[dict[str, str], Meta(description="as in `[fetch]`, and in addition to its headers")] = {}
    cookies: Annotated[dict[str, str], Meta(description="as in `[fetch]`, and in addition to its cookies")] = {}
    user_agent: Annotated[UserAgent, Meta(description="as in `[fetch]`; left out: that of `[fetch]`")] = ""
    accept_language: Annotated[
        AcceptLanguage, Meta(description="as in `[fetch]`; left out: that of `[fetch]`")
    ] = ""
    timeout: Annotated[Duration | None, Meta(description="as in `[fetch]`; left out: that of `[fetch]`")] = None
    min_delay: Annotated[
        Duration | None,
        Meta(
            description="as in `[fetch]`, for the host of this source: of several sources of one host the longest"
            " counts; left out: that of `[fetch]`"
        ),
    ] = None
    browser: Annotated[
        bool,
        Meta(
            description="whether a browser renders its pages, for pages that scripts make. Needs the"
            " [extra](install.md#extras) `browser`, and Chromium: see [pages made by scripts](browser.md)"
        ),
    ] = False
    wait_for: Annotated[
        str,
        Meta(
            description="with `browser`: the selector of an element that the page has when it is finished; left out:"
            " it is finished once it loads and changes nothing more"
        ),
    ] = ""
    click: Annotated[
        tuple[str, ...],
        Meta(
            max_length=5,
            description="with `browser`: selectors of elements that are clicked in this order, each once and only if it"
            ' is there: `["#accept-cookies", "button.load-more", "button.load-more"]`',
        ),
    ] = ()
