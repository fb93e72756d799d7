# What Ruby's libraries read of the steps of a feed's life, as one JSON line for each entry.
#
#     ruby programs.rb LIFE STEP...
require "json"
require "rss"
require "feedparser"

life, *steps = ARGV
Parsers = {
  "Ruby RSS" => lambda do |source|
    feed = RSS::Parser.parse(source)
    feed.items.map do |e|
      atom = e.is_a?(RSS::Atom::Feed::Entry)
      {
        id: atom ? e.id.content : e.guid&.content,
        title: atom ? e.title.content : e.title,
        link: atom ? e.link.href : e.link,
        date: (atom ? e.published&.content : e.pubDate)&.utc&.iso8601,
        updated: atom ? e.updated&.content&.utc&.iso8601 : nil,
        author: atom ? e.author&.name&.content : e.dc_creator
      }
    end
  end,
  "ruby-feedparser" => lambda do |source|
    FeedParser::Feed.new(source).items.map do |e|
      { id: nil, title: e.title, link: e.link, date: e.date&.utc&.iso8601, author: e.creators&.first }
    end
  end
}.freeze
VERSIONS = { "Ruby RSS" => RSS::VERSION, "ruby-feedparser" => FeedParser::VERSION }.freeze

Parsers.each do |program, parse|
  %w[rss atom json].each do |format|
    steps.each do |step|
      entries = begin
        parse.call(File.read("#{life}/#{step}/news.#{format}"))
      rescue StandardError => error
        warn "#{program} #{format}: #{error}" if ENV["TRACE"]
        [] # a format that it does not read
      end
      entries.each do |entry|
        puts JSON.generate({ program: program, version: VERSIONS[program], format: format, step: step, **entry })
      end
    end
  end
end
