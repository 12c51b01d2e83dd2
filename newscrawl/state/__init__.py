"""State: what the crawl remembers between runs. One SQLAlchemy schema, SQLite by default."""

from newscrawl.state.articles import Known, address_keys
from newscrawl.state.database import Database
from newscrawl.state.segments import Sealed
from newscrawl.state.site import SiteState

__all__ = ["Database", "Known", "Sealed", "SiteState", "address_keys"]
