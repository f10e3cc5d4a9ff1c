"""Who may see and do what: grants worked out from the protocol, conflicts of interest, and who has looked. D11, H2."""
