"""What the program needs to know about members, scoped by who asks."""
