"""Pages that only ask for a browser; our own writing, with the marks of the usual products."""

from __future__ import annotations

import pytest

from fakes.pages import Listed, ilo_list, some
from ilofeed.core.errors import ExtractError
from ilofeed.core.models import Page
from ilofeed.extract import registry

MARKS = [
    "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
    '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
    "<title>Attention Required! | Cloudflare</title>",
    '<iframe src="/_Incapsula_Resource?SWUDNSAI=31"></iframe>',
    "<title>Access Denied</title><p>Reference https://errors.edgesuite.net/18.1</p>",
    "<script>window.awsWafCookieDomainList = [];</script>",
    '<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>',
    '<script src="https://ct.captcha-delivery.com/c.js"></script>',
    '<div id="px-captcha"></div>',
    "<script>document.cookie='sucuri_cloudproxy_js=1'</script>",
    '<script src="/TSPD/08a1b2?type=9"></script>',
    '<script id="anubis_challenge" type="application/json">{}</script>',
    '<form><div class="h-captcha" data-sitekey="x"></div></form>',
    '<div class="cf-turnstile"></div>',
]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("profile", ["auto", "ilo-list"])
def test_a_page_that_wants_to_see_a_browser_says_so(mark: str, profile: str) -> None:
    page = Page(url="https://www.ilo.org/x", body=f"<html><body>{mark}<p>One moment.</p></body></html>".encode())

    with pytest.raises(ExtractError) as caught:
        registry.extract(page, profile)

    assert caught.value.reason == "challenge"


def test_news_of_captchas_is_news() -> None:
    items = [Listed(number=1, title="CAPTCHA work pays: just a moment, access denied?"), *some(3)]
    body = ilo_list(items).replace(
        "</body>", '<script src="/cdn-cgi/challenge-platform/scripts/jsd.js"></script></body>'
    )

    assert len(registry.extract(Page(url="https://www.ilo.org/x", body=body.encode())).items) == 4


def test_an_emptied_list_is_no_challenge() -> None:
    with pytest.raises(ExtractError) as caught:
        registry.extract(Page(url="https://www.ilo.org/x", body=ilo_list([]).encode()))

    assert caught.value.reason == "no_items"
