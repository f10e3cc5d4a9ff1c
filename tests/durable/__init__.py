"""Nothing that was acknowledged is lost: killed, copied, brought up to date, and used by two at once."""
