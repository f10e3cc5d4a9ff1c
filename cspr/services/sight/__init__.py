"""Who may see a case and why: access withdrawn and given back, and a case opened in an emergency. D10, D11, H2."""
