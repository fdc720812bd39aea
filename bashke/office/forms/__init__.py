"""What somebody fills in, in a municipality's office."""
