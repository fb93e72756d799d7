"""The script that a user would write instead: naive.py FOLDER URL...

It asks, reads and writes everything at every run; when an item was first seen stands in
a file, so that dates stay. Nothing else that can go wrong is thought of.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup
from feedgen.feed import FeedGenerator

folder = Path(sys.argv[1])
session = requests.Session()
for at, url in enumerate(sys.argv[2:]):
    seen_file = folder / f"{at}.seen.json"
    seen = json.loads(seen_file.read_text()) if seen_file.exists() else {}
    response = session.get(url, timeout=30)
    response.raise_for_status()
    soup = BeautifulSoup(response.content, "html.parser")
    feed = FeedGenerator()
    feed.id(url)
    feed.title(soup.h1.get_text(strip=True))
    feed.link(href=url)
    feed.description(f"New on {url}")
    for item in soup.select("ol.item-list > li"):
        link = urljoin(url, item.select_one("h5 a")["href"])
        entry = feed.add_entry(order="append")
        entry.id(link)
        entry.link(href=link)
        entry.title(item.select_one("h5").get_text(strip=True))
        entry.summary(item.select("p")[-1].get_text(strip=True))
        entry.published(datetime.strptime(item.select_one("p.item-info").text, "%d %B %Y").replace(tzinfo=UTC))
        entry.updated(seen.setdefault(link, datetime.now(UTC).isoformat()))
    feed.rss_file(str(folder / f"{at}.rss"), pretty=True)
    feed.atom_file(str(folder / f"{at}.atom"), pretty=True)
    seen_file.write_text(json.dumps(seen))
