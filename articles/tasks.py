"""Jobs that a page does not wait for: kept in the queue's database table, done by `manage.py db_worker`."""

from django.conf import settings
from django_tasks import task

from articles.models import Article, propose


@task()
def suggest_annotations(article_id: int) -> int:
    """Propose notes for an article; how many were proposed. Nothing if it is gone by now."""
    article = Article.objects.filter(pk=article_id).first()
    return len(propose(article)) if article else 0


def after_import(article: Article) -> None:
    """What is to be done for an article that was just stored: proposals, if the settings want them."""
    if settings.SUGGEST_ON_IMPORT and settings.SUGGEST_KINDS:
        suggest_annotations.enqueue(article.pk)
