"""What the difference of two texts means for notes: which were reworded, lost their words, or came with new ones."""

from articles.anchoring.documents import DocumentMap
from articles.document import Document, Note


def changed_units(old: Document, new: Document) -> list[tuple[Note, str]]:
    """The notes whose words differ between two versions of a document, each with its notes as they were.

    “reworded” if the words are there in both and differ, “removed” if the new text has lost them, “added” if the old
    text did not have them. Notes that were merely made in between, on words that both have, are not told.
    """
    back = DocumentMap(new.paragraphs, old.paragraphs)
    found = []
    now = {note.id: note for note in new.notes}
    for note in new.notes:
        places = note.spans_of("content")
        states = {back.find(span).state for span in places}
        if states == {"gone"}:
            found.append((note, "added"))
        elif states - {"unchanged"}:
            found.append((note, "reworded"))
    for note in old.notes:
        later = now.get(note.id)
        if later and note.spans_of("content") and not later.spans_of("content"):
            found.append((note, "removed"))
    return found
