"""A questionnaire of another kind, as files, and other people's programs that fill and read forms."""
