"""Pages that scripts make: an installed Chromium renders the page, and its document is read as any other.

    poll ─► politeness: robots.txt, host slot, redirects ─► the page as the server sent it
              │
              └─► session.py ─► worker.py (a process) ─► Playwright ─► Chromium
                     │              messages.py                           │
                     └─► loopback_proxy.py ◄── everything but documents ──┘
                            └─► ssrf_guard.py ─► the network

Only a poll of a source with ``browser = true`` imports this package. Playwright is imported in the worker alone.
"""
