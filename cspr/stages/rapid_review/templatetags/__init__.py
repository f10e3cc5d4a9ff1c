"""What the templates of the Rapid Review say in the words of the protocol."""
