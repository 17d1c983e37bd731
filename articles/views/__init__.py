"""A request becomes a page."""
