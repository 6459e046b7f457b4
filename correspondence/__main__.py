"""Run the command line with ``python -m correspondence``."""

from correspondence.cli import main

main(prog_name="correspondence")
