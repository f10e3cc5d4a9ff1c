"""One room a stage of the protocol. Stages never import each other: they talk through facts."""
