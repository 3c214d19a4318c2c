"""Everything that changes loans, leaders and whether a position is active: one file for each noun."""
