"""How fast ilofeed is, beside what a user would pick instead: ``make bench``, told in docs/performance.md."""
