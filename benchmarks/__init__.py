"""Ratios, each measured in one run; from the root of the repository they find the program by themselves."""

import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "src"
if str(SOURCES) not in sys.path:
    sys.path.insert(0, str(SOURCES))
