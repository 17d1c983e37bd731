"""The answer to OPTIONS."""

from rest_framework.metadata import BaseMetadata


class Metadata(BaseMetadata):
    """Which methods there are."""

    def determine_metadata(self, request, view):
        """Name and methods."""
        return {"name": view.get_view_name(), "methods": view.allowed_methods}
