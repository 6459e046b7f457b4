"""What came back: files become words, places and form values."""
