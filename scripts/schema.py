"""Write the JSON Schema of config.toml, which ships with the package."""

from __future__ import annotations

import json
from pathlib import Path

from ilofeed.config.schema import schema

TARGET = Path(__file__).parent.parent / "src" / "ilofeed" / "config.schema.json"

if __name__ == "__main__":
    TARGET.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
    print(f"wrote {TARGET.name}")
