"""Poll on schedule in one process: the scheduler, its ticks, and changes of the configuration."""
