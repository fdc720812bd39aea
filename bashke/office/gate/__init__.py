"""What has to be on record before a municipality opens its modules, and the modules it opened."""
