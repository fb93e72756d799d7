// What the parsers and programs of npm read of the steps of a feed's life, as one JSON line for each entry.
//
//     node programs.mjs PACKAGES LIFE STEP...
//
// PACKAGES is a folder with node_modules.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, life, ...steps] = process.argv.slice(2);
const require = createRequire(join(packages, "package.json"));
const formats = ["rss", "atom", "json"];

const version = (name) => JSON.parse(readFileSync(join(packages, "node_modules", name, "package.json"))).version;
const emit = (program, format, step, entry) =>
  console.log(JSON.stringify({ program, version: version(program), format, step, ...entry }));
const text = (value) => (typeof value === "object" && value !== null ? (value.text ?? value.value) : value);
const name = (author) => (typeof author === "object" && author !== null ? author.name : author);

const byFeedMe = (e) => ({
  id: text(e.guid) ?? e.id,
  title: text(e.title),
  link: e.link?.href ?? e.link ?? e.url,
  date: e.pubdate ?? e.published ?? e.date_published,
  updated: e["atom:updated"] ?? e.updated ?? e.date_modified,
  author: name(e["dc:creator"] ?? e.author ?? e.authors?.[0]),
  picture: e["media:thumbnail"]?.url ?? e.image,
});

const parsers = {
  "rss-parser": async (source) => {
    const Parser = require("rss-parser");
    const { items } = await new Parser().parseString(source);
    return items.map((e) => ({
      id: e.id ?? e.guid,
      title: e.title,
      link: e.link,
      date: e.isoDate,
      author: e.creator ?? e.author,
      picture: e.enclosure?.url,
    }));
  },

  feedsmith: async (source) => {
    const { parseFeed } = await import(require.resolve("feedsmith"));
    const { format, feed } = parseFeed(source);
    const picture = (e) => e.media?.thumbnails?.[0]?.url ?? e.media?.contents?.[0]?.url;
    const shapes = {
      rss: (e) => ({
        id: e.guid?.value,
        link: e.link,
        date: e.pubDate,
        updated: e.atom?.updated,
        author: name(e.dc?.creators?.[0] ?? e.dc?.creator),
        picture: picture(e),
      }),
      atom: (e) => ({
        id: e.id,
        link: e.links?.[0]?.href,
        date: e.published,
        updated: e.updated,
        author: name(e.authors?.[0]),
        picture: picture(e),
      }),
      json: (e) => ({
        id: e.id,
        link: e.url,
        date: e.date_published,
        updated: e.date_modified,
        author: name(e.authors?.[0]),
        picture: e.image,
      }),
    };
    return (feed.items ?? feed.entries).map((e) => ({ title: text(e.title), ...shapes[format](e) }));
  },

  feedparser: (source) =>
    new Promise((resolve, reject) => {
      const FeedParser = require("feedparser");
      const parser = new FeedParser({ addmeta: false });
      const found = [];
      parser.on("error", reject);
      parser.on("end", () => resolve(found));
      parser.on("data", (e) =>
        found.push({
          id: e.guid,
          title: e.title,
          link: e.link,
          date: e.pubdate,
          updated: e.date,
          author: e.author,
          picture: e.image?.url,
        }),
      );
      parser.end(source);
    }),

  "@extractus/feed-extractor": async (source, format) => {
    const { extractFromJson, extractFromXml } = await import(require.resolve("@extractus/feed-extractor"));
    const { entries } = format === "json" ? extractFromJson(JSON.parse(source)) : extractFromXml(source);
    return entries.map((e) => ({ id: e.id, title: e.title, link: e.link, date: e.published }));
  },

  "@rowanmanning/feed-parser": async (source) => {
    const { parseFeed } = require("@rowanmanning/feed-parser");
    return parseFeed(source).items.map((e) => ({
      id: e.id,
      title: e.title,
      link: e.url,
      date: e.published,
      updated: e.updated,
      author: e.authors?.[0]?.name,
      picture: e.image?.url,
    }));
  },

  feedme: async (source) => {
    const FeedMe = require("feedme");
    const parser = new FeedMe(true);
    parser.end(source);
    return parser.done().items.map(byFeedMe);
  },

  "react-native-rss-parser": async (source) => {
    const { parse } = require("react-native-rss-parser");
    return (await parse(source)).items.map((e) => ({
      id: e.id,
      title: e.title,
      link: e.links?.[0]?.url,
      date: e.published,
      author: e.authors?.[0]?.name,
      picture: e.enclosures?.[0]?.url,
    }));
  },
};

const parseAll = async () => {
  for (const [program, parse] of Object.entries(parsers)) {
    for (const format of formats) {
      for (const step of steps) {
        try {
          const source = readFileSync(join(life, step, `news.${format}`), "utf8");
          for (const entry of await parse(source, format)) emit(program, format, step, entry);
        } catch (error) {
          if (process.env.TRACE) console.error(program, format, step, error); // a format that it does not read
        }
      }
    }
  }
};

// feedsub asks a server, and says what it takes for new.
const subscribe = async () => {
  const FeedSub = require("feedsub").default ?? require("feedsub");
  const server = createServer((request, response) => response.end(readFileSync(join(life, request.url))));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  for (const format of formats) {
    const subscription = new FeedSub("", { emitOnStart: true, maxHistory: 100 });
    for (const step of steps) {
      subscription.feed = `http://127.0.0.1:${server.address().port}/${step}/news.${format}`;
      const items = await new Promise((resolve) => subscription.read((_, found) => resolve(found ?? [])));
      for (const e of items) emit("feedsub", format, step, byFeedMe(e));
    }
  }
  server.close();
};

await parseAll();
await subscribe();
