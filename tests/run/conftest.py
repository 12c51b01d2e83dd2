"""The fixtures of this folder."""

from tests.state.samples import state
from tests.storage.buckets import aws

__all__ = ["aws", "state"]
