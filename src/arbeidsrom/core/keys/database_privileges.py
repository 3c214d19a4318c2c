"""What the public receiving process may do with the tables of keys: find the public key to seal an answer to."""

RECEIVER = {
    "keys_keyholder": ("SELECT (id, public_id, public_key, destroyed_at)",),
}
