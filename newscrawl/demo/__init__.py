"""The small news site that ships with newscrawl, so that everything can be tried without a network."""

from newscrawl.demo.server import DEMO_PORT, DemoSite

__all__ = ["DEMO_PORT", "DemoSite"]
