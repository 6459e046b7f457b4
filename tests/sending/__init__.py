"""Letters and releases as they go out by e-mail."""
