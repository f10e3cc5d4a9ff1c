"""Action plans (clauses J1, J2, J4, D13): developed, agreed by the three partners, done, accepted, and what stands in the way."""
