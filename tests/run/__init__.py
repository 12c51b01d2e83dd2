"""One run: its lock, its record, its outcome."""
