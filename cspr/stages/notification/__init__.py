"""Notification: the authority becomes aware, decides, prepares and records the Serious Incident Notification (B2, C1–C6)."""
