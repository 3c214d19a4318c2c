"""Everything that people do with requirements: drafted, published, shared, archived, reset."""
