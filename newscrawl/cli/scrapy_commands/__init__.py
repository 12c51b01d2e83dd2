"""Scrapy commands of this project; the file's name is the command's."""
