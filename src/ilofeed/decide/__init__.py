"""Decide by pure rules: identity, changes, gate, outcomes, timestamps, schedule, alerts. No I/O, no clock."""
