"""Tell the quarantined polls of a source apart, so that an approval counts only for the one that was seen. Pure."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from ilofeed.core.state import Quarantine


def digest_of(held: Quarantine) -> str:
    """Return a digest of what an approval of the *held* poll would accept."""
    return sha256(msgspec.json.encode((held.since, held.reason, held.extraction))).hexdigest()[:16]
