#!/usr/bin/env bash
# feedparser of npm removes what looks like a tag from an Atom title that says it is plain text.
#
# Expected: RFC 4287 section 3.1.1.1: in a text construct of type "text" (the default) the content is shown to people as it
#   is, and no markup is in it. `<title type="text">Use &lt;section&gt; or &lt;main&gt;?</title>` reads "Use <section> or
#   <main>?". With type="html" the two would be elements.
# Happens: feedparser 2.6.0 returns "Use  or ?" for type="text", for type="html" and for a title without a type, and keeps
#   "a < b". The summary of type "text" keeps its words, but then they are markup for whoever shows it as HTML.
# Matters here: the words are gone, and no other way of writing a plain title keeps them: `&#x3C;` is the same to XML. A
#   title about HTML is without its point. Only type="xhtml" or a doubly escaped type="html" would survive.
# Seen: 2026-11-29, feedparser 2.6.0 of npm, Node 20.20.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts 'feedparser@2.6.0'

cat >read.cjs <<'NODE'
const FeedParser = require("feedparser");
const words = "Use &lt;section&gt; or &lt;main&gt;? If a &lt; b";
const titles = [`<title type="text">${words}</title>`, `<title>${words}</title>`, `<title type="html">${words}</title>`];
const entries = titles.map(
  (title, at) => `<entry><id>urn:example:${at}</id>${title}<updated>2026-11-20T12:00:00Z</updated>
    <link href="https://www.example.org/${at}"/><summary type="text">${words}</summary></entry>`,
);
const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:example:feed</id><title>Tides</title>
  <updated>2026-11-20T12:00:00Z</updated><author><name>Desk</name></author>${entries.join("")}</feed>`;

console.log("feedparser", require("feedparser/package.json").version);
const found = [];
const parser = new FeedParser();
parser.on("data", (entry) => found.push([entry.title, entry.summary]));
parser.on("end", () => {
  found.forEach((each) => console.log(JSON.stringify(each)));
  const expected = found.length === 3 && found.every(
    ([title, summary]) => title === "Use  or ? If a < b" && summary === "Use <section> or <main>? If a < b",
  );
  if (!expected) {
    console.error("the behaviour has changed");
    process.exitCode = 1;
  }
});
parser.end(feed);
NODE
node read.cjs
