"""The directory: whom each agency is written to, who stands in for them, and whether its returns need an approver. D4, D5."""
