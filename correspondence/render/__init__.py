"""One document, several renderers: each turns the same tree into bytes."""
