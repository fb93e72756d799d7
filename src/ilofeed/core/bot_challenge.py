"""Recognise pages that a bot defence sends with status 200 in place of the requested page."""

from __future__ import annotations

import re

# Scripts, cookies and forms that the usual products put into such pages and into no others.
# No mark is a word that an item could be about.
_MARKS = (
    r"/cdn-cgi/challenge-platform/[^\"'<>]*orchestrate",
    r"_cf_chl_opt|cf-chl-|<title>Just a moment\.\.\.</title>",
    r"<title>Attention Required! \| Cloudflare</title>",
    r"_Incapsula_Resource|Incapsula incident ID",
    r"errors\.edgesuite\.net|sec-if-cpt-container",
    r"awsWafCookieDomainList|window\.gokuProps",
    r"/\.well-known/ddos-guard/",
    r"captcha-delivery\.com",
    r"px-captcha",
    r"sucuri_cloudproxy_js",
    r"/TSPD/[0-9a-f]|<apm_do_not_touch>",
    r"anubis_challenge|/\.within\.website/x/cmd/anubis/",
    r"class=[\"']?(?:g-recaptcha|h-captcha|cf-turnstile)\b",
)
_ANY_MARK = re.compile("|".join(_MARKS))

# Such pages are small, and their marks come early.
_SEARCHED = 200_000


def is_challenge(text: str) -> bool:
    """Return whether *text*, a page without items, is a challenge for browsers."""
    return _ANY_MARK.search(text, 0, _SEARCHED) is not None
