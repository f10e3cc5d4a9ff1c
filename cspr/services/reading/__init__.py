"""Who has looked: at a case, or one person across cases; reading that is unusual, and what came of asking about it. D11, B6."""
