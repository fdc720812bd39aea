"""What leaves the screen: one case for a court, a sheet to copy from, one’s own month in counts."""
