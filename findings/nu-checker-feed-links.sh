#!/usr/bin/env bash
# The Nu Html Checker calls a link to "feed:https://…" an error, and accepts the same form with any other unknown scheme.
#
# Expected: no message. The address is valid by RFC 3986 (section 3: a scheme, ":" and a path without an authority) and by the
#   WHATWG URL standard, in which "feed" is no special scheme, so that no slash has to follow the colon.
# Happens: vnu-jar 26.9.27 reports an error for href="feed:https://example.org/a.rss": 'Expected a slash ("/")'. For
#   "feeds:https://…" and "mine:https://…" it reports nothing.
# Matters here: feed readers register "feed:", and take the whole address behind it. A page that offers "open in the reader"
#   cannot pass the checker, so its message has to be left out, and a real mistake in such a link is not found.
# Seen: 2026-11-29, vnu-jar 26.9.27, OpenJDK 17.0.15.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts 'vnu-jar@26.9.27'

for scheme in feed feeds mine; do
    cat >"$scheme.html" <<HTML
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A link</title></head>
<body><p><a href="$scheme:https://example.org/a.rss">open in the reader</a></p></body></html>
HTML
done

java -version 2>&1 | head -n 1
jar=node_modules/vnu-jar/build/dist/vnu.jar
java -jar "$jar" --version
declare -A errors
for scheme in feed feeds mine; do
    errors[$scheme]=$(java -jar "$jar" --stdout --format gnu "$scheme.html" | grep -c 'error: .*Expected a slash' || true)
    echo "$scheme: ${errors[$scheme]} errors"
done
if [[ ${errors[feed]} -ne 1 || ${errors[feeds]} -ne 0 || ${errors[mine]} -ne 0 ]]; then
    echo 'the behaviour has changed' >&2
    exit 1
fi
