"""The register's schema, version after version; each is applied once, in order, and never changed."""
