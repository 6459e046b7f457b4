"""Tests of records: made, made again, verified."""
