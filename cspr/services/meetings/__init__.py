"""Meeting in a box: arranged, invited to, answered, recorded live, minuted (D6–D8; C9 and C10 of the Sub-group; E5 of a panel)."""
