"""As many articles and annotations as a measurement needs, written by the database itself."""

from django.db import connection

from articles.document import Document, Paragraph
from articles.models import Source, User, from_document

PER_ARTICLE = 100
TEXT = "The dam will hold, said the engineer on Friday, but only if it is mended before the rain comes again. " * 2
# Common and rare values of each filter, and times that tie by the thousand.
ANNOTATIONS = """
INSERT INTO articles_annotation (
    public_id, article_id, revision_id, kind, source_id, speaker_role, manner, why_unnamed, body, verdict,
    verdict_reason, status, status_reason, visibility, creator_id, creator_name, created, modified, version, position,
    anchor, fingerprint, external_id, proposed_by, extra)
SELECT 'b' || lpad(n::text, 9, '0'), a.id, a.current_revision_id,
    (ARRAY['quote', 'claim', 'source', 'comment'])[1 + n %% 4],
    CASE WHEN n %% 4 < 3 THEN s.first + n %% s.many END, 'engineer', '', '', 'A remark.',
    CASE WHEN n %% 4 = 1 THEN (ARRAY['unchecked', 'disputed', 'refuted', 'mixed'])[1 + (n / 4) %% 4] ELSE '' END,
    CASE WHEN n %% 4 = 1 THEN 'Because.' ELSE '' END,
    CASE WHEN n %% 50 = 7 THEN 'suggested' ELSE 'published' END, '', 'public', u.first + (n / 7) %% u.many, '',
    timestamptz '2026-01-01' + (n / 1000) * interval '1 minute',
    timestamptz '2026-02-01' + (n / 500) * interval '1 minute',
    1, (n %% 100) * 4294967296,
    CASE WHEN n %% 1000 = 3 THEN 'gone' WHEN n %% 100 = 3 THEN 'changed' ELSE 'unchanged' END,
    md5(n::text), '', '', '{}'
FROM generate_series(%(start)s::int, %(end)s::int - 1) n
JOIN (SELECT id, current_revision_id, row_number() OVER (ORDER BY id) - 1 AS number FROM articles_article) a
    ON a.number = n / %(per_article)s
CROSS JOIN (SELECT min(id) AS first, count(*) AS many FROM articles_source) s
CROSS JOIN (SELECT min(id) AS first, count(*) AS many FROM articles_user) u
"""
SPANS = """
INSERT INTO articles_span (annotation_id, "order", paragraph_id, start, "end", exact, prefix, suffix, role, state)
SELECT n.id, 0, CASE WHEN n.anchor = 'gone' THEN NULL ELSE p.id END, n.id %% 60, n.id %% 60 + 20,
    'The dam will hold, sa', '', '', 'content', n.anchor
FROM articles_annotation n JOIN articles_paragraph p ON p.article_id = n.article_id AND p.position = n.id %% 2
WHERE n.id > %(last)s
"""
EVIDENCE = """
INSERT INTO articles_evidence (annotation_id, "order", url, title, passage, stance, archived)
SELECT id, 0, 'https://evidence.example/' || id, 'Evidence', 'A passage.', 'disputes', ''
FROM articles_annotation WHERE kind = 'claim' AND id > %(last)s
"""
TAGS = """
INSERT INTO articles_annotationtag (annotation_id, "order", created, modified, name)
SELECT id, 0, created, modified, CASE WHEN id %% 1000 = 1 THEN 'rare' WHEN id %% 100 = 1 THEN 'seldom' ELSE 'often' END
FROM articles_annotation WHERE id %% 10 = 1 AND id > %(last)s
"""
ARTICLES = """
WITH made AS (
    INSERT INTO articles_article (slug, title, byline, url, language, licence, state, withdrawn_reason, version,
        paragraph_counter, listed, word_count, added, modified, section, picture, picture_caption)
    SELECT 'article-' || n, 'Article ' || n, '', 'https://news.example/' || n, 'en', '', 'published', '', 1, 2,
        date '2026-01-01' + n %% 300, 40, now(), now(), '', '', ''
    FROM generate_series(%(start)s::int, %(end)s::int - 1) n RETURNING id, slug)
SELECT count(*) FROM made
"""
REVISIONS = """
INSERT INTO articles_revision (article_id, number, document, original, created)
SELECT a.id, 1, '{}', '', now() FROM articles_article a WHERE a.current_revision_id IS NULL
"""
CURRENT = """
UPDATE articles_article a SET current_revision_id = r.id FROM articles_revision r
WHERE r.article_id = a.id AND a.current_revision_id IS NULL
"""
PARAGRAPHS = """
INSERT INTO articles_paragraph (article_id, public_id, position, kind, text, marks, level)
SELECT a.id, 'p' || n + 1, n, 'paragraph', %(text)s, '[]', 0
FROM articles_article a CROSS JOIN generate_series(0, 1) n
WHERE NOT EXISTS (SELECT 1 FROM articles_paragraph p WHERE p.article_id = a.id)
"""
SOURCES = """
INSERT INTO articles_source (slug, name, kind, url, aliases, created)
SELECT 'source-' || n, 'Source ' || n, 'person', '', '[]', now() FROM generate_series(0, 999) n
"""


def grow_to(count: int) -> None:
    """Make articles and annotations until there are `count` annotations, 100 to an article. PostgreSQL only."""
    with connection.cursor() as cursor:
        if not Source.objects.exists():
            User.objects.bulk_create(User(username=f"user{number}") for number in range(200))
            cursor.execute(SOURCES)
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM articles_annotation")
        start, last = cursor.fetchone()
        names = {"start": start, "end": count, "last": last, "per_article": PER_ARTICLE, "text": TEXT}
        articles = {**names, "start": start // PER_ARTICLE, "end": count // PER_ARTICLE}
        cursor.execute(ARTICLES, articles)
        for statement in (REVISIONS, CURRENT):
            cursor.execute(statement)
        cursor.execute(PARAGRAPHS, names)
        cursor.execute(ANNOTATIONS, names)
        for statement in (SPANS, EVIDENCE, TAGS):
            cursor.execute(statement, names)
        cursor.execute("VACUUM ANALYZE")


def writable_article() -> str:
    """The slug of a new article for measuring how notes are written."""
    paragraphs = tuple(Paragraph(f"p{number}", "paragraph", TEXT * 5) for number in range(1, 12))
    return from_document(Document("To write on", paragraphs=paragraphs)).slug
