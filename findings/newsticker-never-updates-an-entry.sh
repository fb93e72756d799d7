#!/usr/bin/env bash
# newsticker of Emacs never updates an entry: a corrected title, text or link under the same guid is not shown.
#
# Expected: a reader that identifies entries by guid or id shows the present words and link of an entry that it knows. An id
#   stays when an entry is changed or relocated (RFC 4287 section 4.2.6), so that readers recognise it and take the new one.
# Happens: newsticker of Emacs 28.2 finds the entry by its guid and keeps the title, description, link and time of its first
#   sight for as long as it is in the feed. Only the mark "obsolete" and its position change. Atom is the same, with a later
#   updated. The time of an Atom entry is its updated at first sight, although published is there.
# Matters here: a publisher that corrects a headline or moves an article reaches no reader of newsticker; the old link stays.
#   Nothing in a feed can change that, except a new guid, which every other reader would announce again.
# Seen: 2026-11-29, Emacs 28.2 of Debian 12.
set -euo pipefail

version=$(emacs --batch --eval '(princ emacs-version)' 2>/dev/null || true)
[ "$version" = 28.2 ] || { echo "needs Emacs 28.2: apt-get install emacs-nox on Debian 12; found: ${version:-none}" >&2; exit 2; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/look.el" <<'ELISP'
(require 'newst-backend)
(setq newsticker-dir (concat (getenv "FOLDER") "/newsticker/")
      newsticker-enable-logo-manipulation nil)
(defun rss (title link)
  (format "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Tides</title>
<link>https://www.example.org/</link><description>Daily</description><item><title>%s</title><link>%s</link>
<guid isPermaLink=\"false\">urn:example:1</guid><pubDate>Fri, 20 Nov 2026 12:00:00 GMT</pubDate>
<description>Words.</description></item></channel></rss>" title link))
(defun atom (title link)
  (format "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:example:feed</id>
<title>Tides</title><updated>2026-11-23T10:00:00Z</updated><author><name>Desk</name></author>
<link href=\"https://www.example.org/\"/><entry><id>urn:example:1</id><title>%s</title><link href=\"%s\"/>
<published>2026-11-20T12:00:00Z</published><updated>2026-11-23T10:00:00Z</updated><summary>Words.</summary></entry></feed>"
          title link))
(princ (format "Emacs %s\n" emacs-version))
(dolist (format '(rss atom))
  (setq newsticker--cache nil)
  (dolist (now '(("High tide" "https://www.example.org/1") ("High tide, corrected" "https://www.example.org/moved/1")))
    (let ((inhibit-message t))
      (newsticker--get-news-by-funcall "tides" (lambda (&rest _) (apply format now)))))
  (dolist (entry (cdr (assq 'tides newsticker--cache)))
    (unless (eq (newsticker--age entry) 'feed)
      (princ (format "%s: %s | %s | %s\n" format (newsticker--title entry) (newsticker--link entry)
                     (format-time-string "%F" (newsticker--time entry) t))))))
ELISP
found=$(FOLDER=$folder HOME=$folder emacs --batch --quick --load "$folder/look.el" 2>/dev/null)
echo "$found"
[ "$found" = "Emacs 28.2
rss: High tide | https://www.example.org/1 | 2026-11-20
atom: High tide | https://www.example.org/1 | 2026-11-23" ] || { echo "the behaviour has changed" >&2; exit 1; }
