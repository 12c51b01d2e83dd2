"""The second half of the line as Scrapy item pipelines. They are thin: the logic is the engine's."""
