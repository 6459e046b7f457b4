"""Signing, and reading signatures, with a certificate authority of the tests' own."""
