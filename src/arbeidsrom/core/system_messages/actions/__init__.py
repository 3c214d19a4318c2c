"""Everything that changes system messages: writing, sending, closing."""
