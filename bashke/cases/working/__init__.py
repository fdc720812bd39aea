"""Working on cases: my lists, one case's pages, and what people on it do."""
