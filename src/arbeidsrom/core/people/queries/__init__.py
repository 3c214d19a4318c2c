"""What pages need to know about employees, loans and leaders: one file for each noun."""
