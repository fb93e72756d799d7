"""Polls by many: one process says what is due, any number of others poll it, on any number of machines.

      tickers, one leads            PostgreSQL                  workers
    ┌──────────────────┐  poll(slug)  ┌───────┐  one a host  ┌──────────────────┐
    │ due? defer       ├─────────────►│ queue ├─────────────►│ App.poll_due     │
    │ publish, tell    │              └───────┘              │ lease, generation│
    └────────▲─────────┘              ┌───────┐              └────────┬─────────┘
             └────────────────────────┤ store │◄──────────────────────┘
                                      └───────┘     commits, fenced by the generation

The queue (Procrastinate) carries work about and keeps two workers from one host. It decides
nothing: all of it may be lost, for what is due stands in the store, and a poll commits only
under the newest generation of its source.
"""
