"""Plans as their lists, their editor and their preview read them."""
