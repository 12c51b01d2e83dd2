"""Store: articles as segments of JSON Lines on local disk, made durable, recovered, and read back."""
