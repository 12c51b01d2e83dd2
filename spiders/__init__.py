"""One small file a news site; the file's name is the spider's name and the record's ``site``."""
