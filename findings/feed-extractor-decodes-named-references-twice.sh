#!/usr/bin/env bash
# Two feed parsers from npm show a title differently when "&" is written as "&amp;" and when it is written as "&#x26;".
#
# Expected: both are references to the same character (XML 1.0 sections 4.1 and 4.6), and what they stand for is not
#   decoded again: a title whose text is "Use &nbsp; and &lt;b>" reads "Use &nbsp; and &lt;b>" in either spelling.
# Happens: @extractus/feed-extractor 8.0.3 and @rowanmanning/feed-parser 2.1.5 decode the text a second time if it was written
#   with "&amp;", in RSS and in Atom with type="text" alike: "&lt;" becomes "<", "&nbsp;" a space that does not break. Written
#   with "&#x26;" the same text is decoded once and is right.
# Matters here: a title about markup, and any escaped markup in a description, is shown wrong or loses words. Serialisers write
#   "&amp;". A feed that is to be right in every reader has to write hexadecimal references where a text looks like markup,
#   as the RSS Advisory Board advises for another reason.
# Seen: 2026-11-29, @extractus/feed-extractor 8.0.3, @rowanmanning/feed-parser 2.1.5 (both on fast-xml-parser 5.12.1), Node 20.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund '@extractus/feed-extractor@8.0.3' '@rowanmanning/feed-parser@2.1.5' 'fast-xml-parser@5.12.1'

cat >run.mjs <<'JAVASCRIPT'
import { extractFromXml } from '@extractus/feed-extractor';
import { parseFeed } from '@rowanmanning/feed-parser';

const TEXT = 'Use &nbsp; and &lt;b>';
const spellings = { '&amp;': TEXT.replaceAll('&', '&amp;'), '&#x26;': TEXT.replaceAll('&', '&#x26;') };
const rss = (title) => `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Feed</title><link>https://example.org/</link><description>A feed</description>
<item><title>${title}</title><link>https://example.org/1</link><guid>https://example.org/1</guid></item></channel></rss>`;
const atom = (title) => `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2026:f</id><title>Feed</title><updated>2026-11-29T12:00:00Z</updated>
<author><name>Nobody</name></author><entry><id>tag:example.org,2026:1</id><title type="text">${title}</title>
<updated>2026-11-29T12:00:00Z</updated><link href="https://example.org/1"/></entry></feed>`;

let differs = 0;
for (const [spelling, title] of Object.entries(spellings)) {
  for (const [format, made] of Object.entries({ RSS: rss(title), Atom: atom(title) })) {
    const shown = {
      'feed-extractor': extractFromXml(made).entries[0].title,
      'feed-parser': parseFeed(made).items[0].title,
    };
    for (const [program, text] of Object.entries(shown)) {
      console.log(`${format} with ${spelling}, ${program}: ${JSON.stringify(text)}`);
      if ((text === TEXT) !== (spelling === '&#x26;')) differs += 1;
    }
  }
}
if (differs) {
  console.error('the behaviour has changed');
  process.exit(1);
}
JAVASCRIPT
node --version
node run.mjs
