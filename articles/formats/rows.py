"""What is common to formats in which every annotation stands for itself and says which article it is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """The article of an annotation: its address here, the publisher's address, and its title.

    `annotations` is the address below which annotations are called by their ids.
    """

    iri: str = ""
    url: str = ""
    title: str = ""
    annotations: str = ""


UNKNOWN = About()
