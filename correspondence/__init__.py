"""Official letters and documents that can be made again and proved."""
