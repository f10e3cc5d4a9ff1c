"""Invitations: how a person comes to an account or a further role, and to a new password (ADR 0105)."""
