"""What is asked when requirements and plans are administered; nothing is saved here."""
