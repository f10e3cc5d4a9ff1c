"""Who takes part: partnerships, their agencies, people, the roles they hold, and local holidays. Clauses A1, A2."""
