"""Learning (clauses J3, J5–J8, K1, K2): who was reached, exceptions, events, annual figures, and the protocol itself."""
