"""What the difference of two texts means for notes: which were reworded, lost their words, or came with new ones."""

from articles.anchoring.documents import DocumentMap
from articles.document import Document, Note


def changed_units(old: Document, new: Document) -> list[tuple[Note, str]]:
    """The notes whose words differ between two versions of a document, each with its notes as they were.

    “reworded” if the words are there in both and differ, or only some of them are lost, “removed” if the new text has
    lost them all, “added” if the old text did not have them. Notes that were merely made in between, on words that both
    have, are not told.
    """
    back = DocumentMap(new.paragraphs, old.paragraphs)
    found = []
    before, now = ({note.id: note for note in document.notes} for document in (old, new))
    for note in new.notes:
        places = note.spans_of("content")
        states = {back.find(span).state for span in places}
        if states == {"gone"}:
            found.append((note, "added"))
        elif states - {"unchanged"} or (places and _has_lost(before.get(note.id), note)):
            found.append((note, "reworded"))
    for note in old.notes:
        later = now.get(note.id)
        if later and note.spans_of("content") and not later.spans_of("content"):
            found.append((note, "removed"))
    return found


def _has_lost(before: Note | None, note: Note) -> bool:
    return before is not None and _count_gone(note) > _count_gone(before)


def _count_gone(note: Note) -> int:
    return sum(span.role == "content" and span.paragraph is None for span in note.spans)
