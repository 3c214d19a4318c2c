"""What stewards and desk staff fill in."""
