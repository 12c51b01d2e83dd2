"""What servers do: one class a misbehaviour, each with what is to become of its address."""

from tests.misbehaviour import connections, contents, lengths, redirects, statuses
from tests.misbehaviour.kind import Misbehaviour, Outcome
from tests.misbehaviour.server import MisbehavingServer

KINDS = Misbehaviour.kinds  # all of them, once these modules are there
MODULES = (connections, contents, lengths, redirects, statuses)

__all__ = ["KINDS", "MODULES", "MisbehavingServer", "Misbehaviour", "Outcome"]
