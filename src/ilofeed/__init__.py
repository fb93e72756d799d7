"""ilofeed turns list pages of the ILO into feeds that subscribers can trust."""

__version__ = "0.1.0"
