"""Publication (clauses I1–I8): the plan, advice, family and impact, sending ahead, publishing or declining to."""
