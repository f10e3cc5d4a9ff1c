"""Accounts: invitations, leaving, several hats."""
