"""The fixtures of this folder."""

from tests.state.samples import state

__all__ = ["state"]
