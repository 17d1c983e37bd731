"""The app's addresses."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from articles.views import annotations, articles

urlpatterns = [
    path("", articles.article_list, name="article-list"),
    path("articles/", RedirectView.as_view(pattern_name="article-list")),
    re_path(r"^articles/(?P<slug>[-\w]+)/$", articles.article_detail, name="article-detail"),
    re_path(r"^annotations/(?P<public_id>[\w.~-]{1,64})/?$", annotations.annotation_detail, name="annotation-detail"),
]
