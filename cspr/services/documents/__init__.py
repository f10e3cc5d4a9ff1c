"""Documents out: what a case holds as Word and tagged PDF, the pack for a meeting, and the templates a partnership puts in their place. D7, D9."""
