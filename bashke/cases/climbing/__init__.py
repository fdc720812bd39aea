"""What is late and climbed, as pages and dates: references and moments, and no content."""
