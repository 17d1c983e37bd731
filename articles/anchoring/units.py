"""What the difference of two texts means for notes: which were reworded, lost their words, or came with new ones."""

from dataclasses import replace

from articles.anchoring.documents import DocumentMap, reanchor
from articles.document import Document, Note, describe_span


def changed_units(old: Document, new: Document) -> list[tuple[Note, str]]:
    """The notes whose words differ between two versions of a document, each with its notes as they were.

    “reworded” if the words are there in both and differ, or only some of them are lost, “removed” if the new text has
    lost them all, “added” if the old text did not have them. Notes that were merely made in between, on words that both
    have, are not told.
    """
    ahead, back = DocumentMap(old.paragraphs, new.paragraphs), DocumentMap(new.paragraphs, old.paragraphs)
    before, now = ({note.id: note for note in document.notes} for document in (old, new))
    found = []
    for note in new.notes:
        was, places = before.get(note.id), note.spans_of("content")
        if was and was.spans_of("content") and places:
            # Looked for from the new text, words whose edge was cut off would be as they were.
            carried = reanchor(_as_it_stood(was, ahead), ahead)
            if _count_gone(was) != _count_gone(note) or any(span.state != "unchanged" for span in carried.spans):
                found.append((note, "reworded"))
        elif (states := _states(note, back)) - {"unchanged"}:
            found.append((note, "added" if states == {"gone"} else "reworded"))
    for note in old.notes:
        later = now.get(note.id)
        if later and note.spans_of("content") and not later.spans_of("content"):
            found.append((note, "removed"))
    return found


def _as_it_stood(note: Note, texts: DocumentMap) -> Note:
    """The note with the words that it had in the old text, whatever they had been before."""
    paragraphs = {paragraph.id: paragraph for paragraph in texts.old}
    places = [span for span in note.spans_of("content") if span.paragraph in paragraphs]
    spans = tuple(describe_span(paragraphs[span.paragraph], span.start, span.end) for span in places)
    return replace(note, spans=spans)


def _states(note: Note, texts: DocumentMap) -> set[str]:
    return {texts.find(span).state for span in note.spans_of("content")}


def _count_gone(note: Note) -> int:
    return sum(span.role == "content" and span.paragraph is None for span in note.spans)
