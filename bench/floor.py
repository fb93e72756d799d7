"""The least that a poll can cost with httpx: floor.py FOLDER URL..., a conditional request for each."""

import json
import sys
from pathlib import Path

import httpx

known_file = Path(sys.argv[1]) / "etags.json"
known = json.loads(known_file.read_text()) if known_file.exists() else {}
with httpx.Client() as client:
    for url in sys.argv[2:]:
        response = client.get(url, headers={"If-None-Match": known[url]} if url in known else None)
        if response.status_code == httpx.codes.OK and "ETag" in response.headers:
            known[url] = response.headers["ETag"]
known_file.write_text(json.dumps(known))
