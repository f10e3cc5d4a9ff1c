"""Accounts and settings: agencies, people and their roles, passwords, bank holidays. The administrator sees no case."""
