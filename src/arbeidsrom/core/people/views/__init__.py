"""Pages about employees: one file for each noun."""
