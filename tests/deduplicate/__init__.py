"""What is new and what is not."""
