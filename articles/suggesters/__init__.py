"""Document -> notes worth proposing."""
from articles.suggesters.model import load
from articles.suggesters.passage import passages
from articles.document import Document, Note, describe_span


def suggest(document):
    model=load(); notes=[]
    for paragraph in document.paragraphs:
        for passage in passages(paragraph.text):
            for one in model.attributions(passage):
                spans=[]
                for role, runs in (("content", one.content), ("cue",(one.cue,)), ("source",(one.source,) if one.source else ())):
                    for a,b in runs: spans.append(describe_span(paragraph, passage.start[a], passage.end[b-1], role))
                notes.append(Note("", "quote", tuple(spans), confidence=one.chance))
    return tuple(notes)
