"""What the public receiving process may do with the vault's tables: find a file whose key it has been given."""

RECEIVER = {
    "vault_documentversion": ("SELECT (public_id, tenant, holder_id, size, storage_key, scan_state)",),
}
