"""The suite: what the package promises, read back with other programs than those that wrote it."""
