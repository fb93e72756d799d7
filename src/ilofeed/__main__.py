"""``python -m ilofeed``."""

from ilofeed.cli import main

main()
