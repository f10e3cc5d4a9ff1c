"""Every page tried with input nobody should type, and some that people do."""
