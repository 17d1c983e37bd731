"""The absolute addresses of things, made from one root: a page of fifty annotations has hundreds of them.

They are ASCII, as headers are, whatever letters a slug has.
"""

from dataclasses import dataclass
from urllib.parse import quote

from rest_framework.request import Request


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses below `root`, the scheme and host that the client used."""

    root: str

    @classmethod
    def of(cls, request: Request) -> "Links":
        """For the answer to this request."""
        return cls(request.build_absolute_uri("/")[:-1])

    def api(self, path: str = "") -> str:
        """Something of the API."""
        return f"{self.root}/api/v1/{path}"

    def iri(self, annotation: str) -> str:
        """What an annotation is called everywhere, and its page."""
        return f"{self.root}/annotations/{annotation}"

    def annotation(self, annotation: str) -> str:
        """An annotation as JSON."""
        return self.api(f"annotations/{annotation}")

    def article(self, slug: str) -> str:
        """An article as JSON."""
        return self.api(f"articles/{quote(slug)}")

    def source(self, slug: str) -> str:
        """A source as JSON."""
        return self.api(f"sources/{quote(slug)}")
