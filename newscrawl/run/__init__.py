"""Run: one unattended crawl of one site, and several of them in one process."""

from newscrawl.run.site_run import SiteRun

__all__ = ["SiteRun"]
