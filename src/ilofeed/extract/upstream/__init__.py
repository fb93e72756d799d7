"""Read feeds of others: `xml_guard` checks and mends XML, `xml_feed` and `json_feed` read, `feed_item` makes items."""
