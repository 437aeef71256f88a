"""All that Delight can do, one verb per file; each owns its transactions and needs no request."""
