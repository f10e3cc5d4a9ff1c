"""What several stages use. Services never import each other."""
