"""The keys of ``[alerts]``, and their meaning."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class AlertsTable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """``[alerts]``: how the operator is notified of problems and of recoveries."""

    notify: Annotated[
        tuple[str, ...],
        Meta(
            description='addresses of Apprise, one for each recipient: `["{env:ALERTS_URL}"]`, for mail, chats and'
            " more than a hundred services; see [operations](operations.md#alerts). Needs the"
            " [extra](install.md#extras) `alerts`"
        ),
    ] = ()
    command: Annotated[
        tuple[str, ...],
        Meta(
            description='a program and its arguments: `["/usr/local/bin/tell-me"]`. It gets the message as JSON'
            " on its standard input, runs in the folder of the configuration, and has 30 seconds. Its background"
            " processes are ended with it, unless they have a session of their own (`setsid`)"
        ),
    ] = ()
    webhook: Annotated[
        str,
        Meta(
            description="an `https` address that gets the same JSON in a POST request, signed according to"
            " Standard Webhooks; `http` only to hosts of `allow_private`"
        ),
    ] = ""
    secret_file: Annotated[
        str,
        Meta(
            description="the file with the secret of the signature: `whsec_` and the Base64 of 24 to 64 random"
            " bytes"
        ),
    ] = ""
    webhook_unsigned: Annotated[
        bool,
        Meta(
            description="whether the webhook gets messages without a signature, for receivers that cannot check one,"
            " such as the incoming webhooks of Mattermost; the address is then the only secret"
        ),
    ] = False
    digest: Annotated[
        str,
        Meta(
            description='the time of a weekly digest by the same channels, `"mon 08:00"`, in the `timezone` of'
            " `[ilofeed]`: new entries, and sources that need attention; left out: none"
        ),
    ] = ""
    after: Annotated[int, Meta(ge=1, le=100, description="number of failures in a row that cause an alert")] = 3
