"""Pages of a municipality's office."""
