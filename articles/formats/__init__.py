"""Document <-> interchange. Each module has `dumps(document)` and `loads(text)`, as json has; none knows Django."""
