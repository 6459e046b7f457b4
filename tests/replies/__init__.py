"""What comes back: files of every kind, and what they are taken to say."""
