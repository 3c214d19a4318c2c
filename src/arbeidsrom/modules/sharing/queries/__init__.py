"""What pages and other modules need to know about shipments."""
