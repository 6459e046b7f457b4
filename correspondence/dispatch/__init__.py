"""How what was made leaves the program: as files."""
