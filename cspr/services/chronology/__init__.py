"""The chronology desk: agencies' files in, one account of what happened out, with what people decided about it. D5, D7, D8."""
