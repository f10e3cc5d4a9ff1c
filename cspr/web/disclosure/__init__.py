"""What leaves the case by law: a schedule of all there is, for a court or the police; what is recorded of one person, for that person. D11, D12."""
