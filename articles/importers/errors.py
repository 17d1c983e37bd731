"""What an importer raises when there is nothing it can read."""


class ParseError(ValueError):
    """Why a text cannot be imported, as one sentence for the person who brought it."""
