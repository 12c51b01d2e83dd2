"""The whole line, run as a user runs it, against a server on loopback."""
