"""Scrapy's settings, and the only place that joins the packages, by string.

What users set is in newscrawl/config.py; newscrawl/spider.py turns it into Scrapy's settings when a crawl starts.
"""

from __future__ import annotations

from newscrawl.flow import ITEM_PIPELINES as _ITEM_PIPELINES

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
SPIDER_LOADER_CLASS = "newscrawl.run.sites.SiteLoader"
COMMANDS_MODULE = "newscrawl.cli.scrapy_commands"

# Assigned, not merely imported: an import that nothing uses is what linters delete.
ITEM_PIPELINES = dict(_ITEM_PIPELINES)
EXTENSIONS = {
    "newscrawl.run.site_run.SiteRun": 0,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
}
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.run.log.LineFormatter"
STATS_DUMP = False

# A good guest.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawl"
DOWNLOADER_MIDDLEWARES = {
    "newscrawl.fetch.guard.GuardMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.fetch.robots.RobotsMiddleware": 100,
    "newscrawl.fetch.rights.RightsMiddleware": 110,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "newscrawl.fetch.pace.PaceMiddleware": 800,  # before requests are counted, after all that may change or stop them
}
# One request a site: what waits in Scrapy's downloader is fetched even after a limit is reached or a signal came.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0  # newscrawl/fetch/pace.py waits, from answer to request
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
RETRY_TIMES = 2
# Not 429: who asks for less is not asked again in this run. 503 only after the host's pause, and after all that waits.
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False  # live pages reload themselves, and consent walls lead to front pages

# Limits, and no doors. An article's page has a smaller limit: newscrawl/fetch/guard.py.
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.fetch.handler.BoundedHandler",
    "https": "newscrawl.fetch.handler.BoundedHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
TWISTED_DNS_RESOLVER = "newscrawl.fetch.resolver.GuardedResolver"
DOWNLOAD_MAXSIZE = 50 * 2**20
DOWNLOAD_WARNSIZE = 0
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# In the order in which the sources name them: the newest first.
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"

# The state knows what was asked for; Scrapy's filter would remember every request of the run once more.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# One task an item is enough: a page yields one article.
CONCURRENT_ITEMS = 4
