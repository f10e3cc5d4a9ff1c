"""Files in the background: looking through those that wait in quarantine, sweeping bytes that no row names; and what the administrator sees of it."""
