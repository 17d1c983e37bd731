"""An invented article with quotes, claims and sources of every kind."""

from articles.document import Document, Paragraph

TEXTS = (
    "“The dam will hold,” said Ana Lund, a former engineer of the works, on Friday. “But only if it is mended.”",
    "Lund told Reuters that the money had never come. “We asked three times,” she said.",
    "According to a report by the Water Board, the wall was last mended in 1987.",
    "“Nobody lives below it any more,” an official told the Reservoir Times. The official said the houses were sold.",
    "The newspaper reported that two families had stayed behind.",
    "He called it a “mistake.”",
)
ARTICLE = Document(
    title="The dam",
    language="en",
    paragraphs=tuple(Paragraph(f"p{number}", "paragraph", text) for number, text in enumerate(TEXTS, 1)),
)
