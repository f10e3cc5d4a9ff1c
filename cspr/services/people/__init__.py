"""The children and others of a case: one place to write a name, and one to correct it."""
