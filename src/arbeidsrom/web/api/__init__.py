"""What every address for other systems has in common: doors, problems, paging, and where apps hang up resources."""
