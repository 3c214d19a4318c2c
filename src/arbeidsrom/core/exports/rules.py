"""How long exports last, and how often they are tried."""

from __future__ import annotations

from datetime import timedelta

FILE_KEPT = timedelta(days=1)
"""After so long the file is erased; what has not become a file by then is given up."""

REMEMBERED = timedelta(days=30)
"""After so long nothing tells any more that there was one."""

SILENT_AFTER = timedelta(minutes=5)
"""Who has made no progress for so long is no longer at work."""

MOST_ATTEMPTS = 4
AT_ONCE = 3
"""So many can be on their way for one person."""
