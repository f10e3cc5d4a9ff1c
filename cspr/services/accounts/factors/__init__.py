"""When somebody has lost the telephone, or whatever they show beside their password."""
