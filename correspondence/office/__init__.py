"""What an office does with its folder: start one, add to it, look into it, see that it works."""
