# What Perl's modules read of the steps of a feed's life, as one JSON line for each entry.
#
#     perl programs.pl LIFE ADDRESS STEP...
#
# ADDRESS is that of a server of LIFE.
use strict;
use warnings;
use JSON::PP;
use AnyEvent;
use AnyEvent::Feed;
use XML::Feed;
use XML::FeedPP;

my ($life, $address, @steps) = @ARGV;
my $json = JSON::PP->new->utf8->canonical->allow_nonref;

sub emit {
    my ($program, $format, $step, %entry) = @_;
    (my $module = "$program.pm") =~ s{::}{/}g;
    my $version = $program->VERSION;
    print $json->encode({ program => $program, version => "$version", format => $format, step => $step, %entry }), "\n";
}

sub instant { my ($date) = @_; return $date && $date->clone->set_time_zone('UTC')->iso8601 . 'Z'; }

my %parsers = (
    'XML::Feed' => sub {
        my ($file) = @_;
        my $feed = XML::Feed->parse($file) or die XML::Feed->errstr;
        return map { {
            id => $_->id, title => $_->title, link => $_->link, author => $_->author,
            date => instant($_->issued), updated => instant($_->modified),
        } } $feed->entries;
    },
    'XML::FeedPP' => sub {
        my ($file) = @_;
        my $feed = XML::FeedPP->new($file, -type => 'file');
        return map { {
            id => $_->guid, title => $_->title, link => $_->link, author => $_->author, date => $_->pubDate,
            picture => $_->get('media:thumbnail@url'),
        } } $feed->get_item;
    },
);

for my $program (sort keys %parsers) {
    for my $format (qw(rss atom json)) {
        for my $step (@steps) {
            local $SIG{__WARN__} = sub { };
            my @entries = eval { $parsers{$program}->("$life/$step/news.$format") };  # none: it does not read the format
            emit($program, $format, $step, %$_) for @entries;
        }
    }
}

# AnyEvent::Feed asks a server, and says what it takes for new.
for my $format (qw(rss atom)) {
    my $done;
    my $reader = AnyEvent::Feed->new(url => "$address$steps[0]/news.$format");
    for my $step (@steps) {
        $reader->{url} = "$address$step/news.$format";
        $done = AnyEvent->condvar;
        $reader->fetch(sub { my ($self, $new) = @_; $done->send($new) });
        for (@{ $done->recv || [] }) {
            my $e = $_->[1];
            emit('AnyEvent::Feed', $format, $step, id => $e->id, title => $e->title, link => $e->link,
                author => $e->author, date => instant($e->issued), updated => instant($e->modified));
        }
    }
}
