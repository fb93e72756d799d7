#!/usr/bin/env bash
# feed-extractor gives the date of the last edit as `published` of an Atom entry, and of RSS and JSON Feed the right one.
#
# Expected: its README describes one entry shape for all formats, with `published`. An Atom entry that has both says when it
#   was published in atom:published (RFC 4287 section 4.2.9); atom:updated is the last edit (4.2.15).
# Happens: @extractus/feed-extractor 8.0.3 takes atom:updated, also where atom:published is there. The same news as RSS
#   (pubDate) or JSON Feed (date_published beside date_modified) gets the date of publication.
# Matters here: from Atom, news is dated and sorted by its last correction, and a list of "the latest" changes with the format
#   that a program happens to subscribe to. Programs that need the date should take RSS or JSON.
# Seen: 2026-11-29, @extractus/feed-extractor 8.0.3, Node 20.20.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts '@extractus/feed-extractor@8.0.3'

cat >read.mjs <<'NODE'
import { readFileSync } from "node:fs";
import { extractFromJson, extractFromXml } from "@extractus/feed-extractor";

const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:example:feed</id><title>Tides</title>
  <updated>2026-11-23T10:00:00Z</updated><author><name>Desk</name></author><link href="https://www.example.org/"/>
  <entry><id>urn:example:1</id><title>High</title><link href="https://www.example.org/1"/><summary>Words.</summary>
  <published>2026-11-20T12:00:00Z</published><updated>2026-11-23T10:00:00Z</updated></entry></feed>`;
const rss = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Tides</title>
  <link>https://www.example.org/</link><description>Daily</description><item><title>High</title>
  <link>https://www.example.org/1</link><guid isPermaLink="false">urn:example:1</guid>
  <pubDate>Fri, 20 Nov 2026 12:00:00 GMT</pubDate><atom:updated>2026-11-23T10:00:00Z</atom:updated></item></channel></rss>`;
const json = {
  version: "https://jsonfeed.org/version/1.1",
  title: "Tides",
  items: [{ id: "urn:example:1", url: "https://www.example.org/1", title: "High", content_text: "Words.",
    date_published: "2026-11-20T12:00:00Z", date_modified: "2026-11-23T10:00:00Z" }],
};

const { version } = JSON.parse(readFileSync("node_modules/@extractus/feed-extractor/package.json"));
console.log("@extractus/feed-extractor", version);
const dates = [extractFromXml(atom), extractFromXml(rss), extractFromJson(json)].map(({ entries }) => entries[0].published);
console.log("published from Atom, RSS and JSON Feed:", dates);
if (dates.join() !== "2026-11-23T10:00:00.000Z,2026-11-20T12:00:00.000Z,2026-11-20T12:00:00.000Z") {
  console.error("the behaviour has changed");
  process.exitCode = 1;
}
NODE
node read.mjs
