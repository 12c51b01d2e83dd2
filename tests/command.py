"""The command line with the tests' spiders beside the shipped ones: python -m tests.command crawl local."""

from newscrawl import settings
from newscrawl.cli import main

settings.SPIDER_MODULES.append("tests.local_spiders")

if __name__ == "__main__":
    main()
