"""Tests of the register, in SQLite and in PostgreSQL."""
