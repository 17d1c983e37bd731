"""The REST API under /api/: what programs read and write, by the same rules as the pages."""
