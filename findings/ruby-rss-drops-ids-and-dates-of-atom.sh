#!/usr/bin/env bash
# Ruby's RSS library drops the id of an Atom entry when it converts a feed to RSS, and dates it by its last edit.
#
# Expected: `to_rss("2.0")` of an Atom feed carries what both formats have: atom:id becomes a guid with isPermaLink="false",
#   atom:published becomes pubDate, "when the item was published" (RSS 2.0); the item keeps its identity.
# Happens: rss 0.2.9 writes no guid at all. pubDate is atom:updated although atom:published is there, and dc:date the same.
# Matters here: readers of the converted feed know entries by link or title. A corrected entry is dated anew, and one that
#   moves is announced again. Who needs RSS should take the RSS that the publisher offers.
# Seen: 2026-11-29, rss 0.2.9 with Ruby 3.1 of Debian 12.
set -euo pipefail

command -v ruby >/dev/null || { echo "needs Ruby with rss 0.2.9: apt-get install ruby on Debian 12" >&2; exit 2; }

ruby - <<'RUBY'
require "rss"

abort "needs rss 0.2.9, found #{RSS::VERSION}" unless RSS::VERSION == "0.2.9"
puts "rss #{RSS::VERSION}, Ruby #{RUBY_VERSION}"

atom = RSS::Parser.parse(<<~XML)
  <feed xmlns="http://www.w3.org/2005/Atom"><id>urn:example:feed</id><title>Tides</title><subtitle>Daily</subtitle>
  <updated>2026-11-23T10:00:00Z</updated><author><name>Desk</name></author><link href="https://www.example.org/"/>
  <entry><id>urn:example:entry:1</id><title>High</title><published>2026-11-20T12:00:00Z</published>
  <updated>2026-11-23T10:00:00Z</updated><link href="https://www.example.org/1"/><summary>Words.</summary></entry></feed>
XML
item = atom.to_rss("2.0").items.first
puts "guid #{item.guid.inspect}, pubDate #{item.pubDate.utc}, link #{item.link}"
expected = item.guid.nil? && item.pubDate.utc == Time.utc(2026, 11, 23, 10) && item.link == "https://www.example.org/1"
abort "the behaviour has changed" unless expected
RUBY
