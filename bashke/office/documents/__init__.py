"""Papers that a municipality needs before it opens: templates of the content pack, filled here."""
