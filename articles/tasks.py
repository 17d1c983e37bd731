"""Jobs that a page does not wait for: kept in the queue's database table, done by `manage.py worker`."""

from django.conf import settings
from django_tasks import task

from articles.models import Article, Feed, Import, NotYet, bring, due_feeds, forget_old_imports, look, propose


@task()
def suggest_annotations(article_id: int) -> int:
    """Propose notes for an article; how many were proposed. Nothing if it is gone by now."""
    article = Article.objects.filter(pk=article_id).first()
    return len(propose(article)) if article else 0


@task()
def import_address(import_id: int) -> str:
    """Bring the article at an address, at once or when its host may be asked; the state that the import has then."""
    item = Import.objects.filter(pk=import_id).first()
    if item is None or not item.is_open:
        return item.state if item else "gone"
    try:
        bring(item, after_import)
    except NotYet as later:
        import_address.using(run_after=later.at).enqueue(item.pk)
    return item.state


@task()
def look_at_feed(feed_id: int) -> int:
    """Look whether a feed has new articles, and have them brought; how many there are."""
    feed = Feed.objects.filter(pk=feed_id, is_paused=False).first()
    if feed is None:
        return 0
    try:
        new = look(feed, lambda item: import_address.enqueue(item.pk))
    except NotYet as later:
        look_at_feed.using(run_after=later.at).enqueue(feed.pk)
        return 0
    return len(new)


def look_at_due_feeds() -> None:
    """Have the feeds looked at whose time has come, and forget what was brought long ago."""
    for feed in due_feeds():
        look_at_feed.enqueue(feed.pk)
    forget_old_imports()


def after_import(article: Article) -> bool:
    """What is to be done for an article that was just stored: proposals, if the settings want them. Whether they do."""
    wanted = bool(settings.SUGGEST_ON_IMPORT and settings.SUGGEST_KINDS)
    if wanted:
        suggest_annotations.enqueue(article.pk)
    return wanted
