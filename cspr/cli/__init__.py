"""The command line. The protocol's own commands need no database and no Django; `cspr audit` alone sets it up."""
