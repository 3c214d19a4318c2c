"""Everything that people do with plans: one file for each part of them."""
