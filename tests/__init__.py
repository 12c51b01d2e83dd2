"""The tests mirror the code; whole runs of the line stand in tests/line."""
