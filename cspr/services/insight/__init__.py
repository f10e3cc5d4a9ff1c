"""Readings across facts that several stages show: how each action stands, and the figures of reviews."""
