"""What is written, read back, and put right."""
