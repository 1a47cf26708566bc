"""Files handed in by browser: kept for a while, read by a process of their own, deleted when it is over."""
