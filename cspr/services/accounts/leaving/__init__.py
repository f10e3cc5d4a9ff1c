"""Leaving: a role is ended, everything it opens ends with it, and somebody takes over (ADR 0106)."""
