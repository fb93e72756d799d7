#!/usr/bin/env bash
# XML::FeedPP replaces the id of an Atom entry by its link when it merges two Atom feeds.
#
# Expected: `merge` copies the entries of one feed into another of the same format. When a document is syndicated or
#   republished, "the content of its atom:id element MUST NOT change" (RFC 4287 section 4.2.6), and both feeds have one.
# Happens: XML::FeedPP 0.95 makes the new entry from its link, which sets the id to the link, and then copies all fields but
#   the id; its care for {guid} is for RSS alone. An entry that both feeds have is doubled, with two ids and two titles.
#   From RSS it stays one, with its guid (and its old title).
# Matters here: who combines feeds of Atom with this module announces everything again to its own readers, and again when a
#   link moves. Take the RSS feeds for that.
# Seen: 2026-11-29, XML::FeedPP 0.95 of Debian 12, Perl 5.36.
set -euo pipefail

installed=$(dpkg-query --show --showformat='${Version}' libxml-feedpp-perl 2>/dev/null || true)
case $installed in
    0.95-*) ;;
    *) echo "needs XML::FeedPP 0.95: apt-get install libxml-feedpp-perl on Debian 12; found: ${installed:-none}" >&2; exit 2 ;;
esac

perl - <<'PERL'
use strict;
use warnings;
use XML::FeedPP;

sub atom {
    my ($title) = @_;
    return XML::FeedPP->new(<<"XML", -type => 'string');
<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:example:feed</id><title>Tides</title>
<updated>2026-11-20T12:00:00Z</updated><author><name>Desk</name></author>
<entry><id>urn:example:entry:1</id><title>$title</title><updated>2026-11-20T12:00:00Z</updated>
<link href="https://www.example.org/1"/><summary>Words.</summary></entry></feed>
XML
}

sub rss {
    my ($title) = @_;
    return XML::FeedPP->new(<<"XML", -type => 'string');
<rss version="2.0"><channel><title>Tides</title><link>https://www.example.org/</link><description>Daily</description>
<item><title>$title</title><link>https://www.example.org/1</link>
<guid isPermaLink="false">urn:example:entry:1</guid></item></channel></rss>
XML
}

print "XML::FeedPP $XML::FeedPP::VERSION\n";
my %found;
for my $format ('Atom', 'RSS') {
    my ($feed, $newer) = $format eq 'Atom' ? (atom('High'), atom('High, corrected')) : (rss('High'), rss('High, corrected'));
    $feed->merge($newer);
    $found{$format} = join '; ', sort map { $_->guid . ' ' . $_->title } $feed->get_item;
    print "$format: $found{$format}\n";
}
my $atom = 'https://www.example.org/1 High, corrected; urn:example:entry:1 High';
my $rss = 'urn:example:entry:1 High';
exit 0 if $found{Atom} eq $atom && $found{RSS} eq $rss;
die "the behaviour has changed\n";
PERL
