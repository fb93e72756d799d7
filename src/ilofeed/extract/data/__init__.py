"""Data for programs: answers in JSON, and what a page contains for programs beside its markup."""
