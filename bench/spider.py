"""The same with Scrapy and feedgen: ``scrapy runspider spider.py -a folder=FOLDER -a urls=FILE``.

With Scrapy's cache of answers under RFC 9110, so that it asks whether a page has changed.
"""

from datetime import UTC, datetime
from pathlib import Path

import scrapy
from feedgen.feed import FeedGenerator


class Lists(scrapy.Spider):
    name = "lists"
    custom_settings = {  # noqa: RUF012 - Scrapy's way
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "HTTPCACHE_ENABLED": True,
        "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
        "HTTPCACHE_DIR": "cache",
        "DOWNLOAD_DELAY": 0,
    }

    async def start(self):
        for at, url in enumerate(Path(self.urls).read_text().split()):
            yield scrapy.Request(url, cb_kwargs={"at": at}, dont_filter=True)

    def parse(self, response, at):
        if "cached" in response.flags:
            return
        feed = FeedGenerator()
        feed.id(response.url)
        feed.title(response.css("h1::text").get())
        feed.link(href=response.url)
        feed.description(f"New on {response.url}")
        for item in response.css("ol.item-list > li"):
            link = response.urljoin(item.css("h5 a::attr(href)").get())
            day = datetime.strptime(item.css("p.item-info::text").get(), "%d %B %Y").replace(tzinfo=UTC)
            entry = feed.add_entry(order="append")
            entry.id(link)
            entry.link(href=link)
            entry.title(item.css("h5 a::text").get())
            entry.summary(item.css("p::text")[-1].get())
            entry.published(day)
            entry.updated(day)
        feed.rss_file(str(Path(self.folder) / f"{at}.rss"), pretty=True)
        feed.atom_file(str(Path(self.folder) / f"{at}.atom"), pretty=True)
