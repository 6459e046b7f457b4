"""Tests of bags for archives."""
