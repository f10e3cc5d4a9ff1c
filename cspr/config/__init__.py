"""Settings, root addresses and the embedded database."""
