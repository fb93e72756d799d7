"""The names of our own attributes in subscription lists (OPML), by which `ilofeed add --from` recognises sources."""

from __future__ import annotations

#: The namespace of these attributes: "slug" of a source, and "url" of its page.
NAMESPACE = "urn:x-ilofeed:source"
