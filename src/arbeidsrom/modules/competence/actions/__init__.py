"""Everything that people do with requirements and plans, and what follows from it."""
