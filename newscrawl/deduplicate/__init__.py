"""Deduplicate: is this article new, a new version, known already, or the same words under another address?"""

from newscrawl.deduplicate.verdict import Verdict, judge

__all__ = ["Verdict", "judge"]
