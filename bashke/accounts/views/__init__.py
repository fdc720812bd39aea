"""Pages of accounts: the entrance, the second factor, the own day and the own account."""
