"""How commands say how many of something there are."""


def counted(count: int, what: str) -> str:
    """How many: “1 new article”, “2,000 new articles”."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
