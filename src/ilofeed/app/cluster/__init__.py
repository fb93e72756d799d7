"""Distribute polls: one process queues those that are due, and workers on any number of machines run them.

      tickers, one leads            PostgreSQL                  workers
    ┌──────────────────┐  poll(slug)  ┌───────┐  one a host  ┌──────────────────┐
    │ due? defer       ├─────────────►│ queue ├─────────────►│ App.poll_due     │
    │ publish, tell    │              └───────┘              │ lease, generation│
    └────────▲─────────┘              ┌───────┐              └────────┬─────────┘
             └────────────────────────┤ store │◄──────────────────────┘
                                      └───────┘     commits, fenced by the generation

The queue (Procrastinate) distributes work and keeps two workers from polling one host at once.
It decides nothing. It may be lost at any time, because the store holds the due times, and a
poll commits only under the newest generation of its source.
"""
