"""What pages need to know of system messages: those who write them, and those who receive them."""
