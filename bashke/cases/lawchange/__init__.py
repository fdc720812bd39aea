"""The law changed while cases are open: which ones, what differs, keep or move."""
