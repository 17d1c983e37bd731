"""The app's addresses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView

from articles.api.media import prefers_page
from articles.api.views.protocol import AnnotationContainer, AnnotationResource, ArticleContainer
from articles.views import (
    account,
    accounts,
    anchors,
    annotating,
    annotations,
    articles,
    editing,
    exchange,
    feeds,
    flags,
    following,
    groups,
    history,
    importing,
    jobs,
    proposals,
    review,
    revising,
    revisions,
    same_claims,
    searching,
    sharing,
    sources,
    sourcing,
    speakers,
    tokens,
)

SLUG = r"(?P<slug>[-\w]+)"
NUMBER = r"(?P<number>[1-9][0-9]{0,8})"
ID = r"(?P<public_id>[\w.~-]{1,64})"


def page_or_api(page: Callable, api: Callable) -> Callable:
    """The page for who prefers one, else the API."""

    @csrf_exempt  # the page only reads, and the API looks after itself
    def choose(request: HttpRequest, **arguments) -> HttpResponse:
        response = (page if prefers_page(request) else api)(request, **arguments)
        patch_vary_headers(response, ["Accept"])
        return response

    return choose


urlpatterns = [
    path("", articles.article_list, name="article-list"),
    path("articles/", RedirectView.as_view(pattern_name="article-list")),
    re_path(r"^articles/(?P<slug>[-\w]+)/$", articles.article_detail, name="article-detail"),
    re_path(
        rf"^articles/{SLUG}/annotations/$",
        page_or_api(RedirectView.as_view(pattern_name="article-detail"), ArticleContainer.as_view()),
        name="article-annotation-container",
    ),
    re_path(r"^articles/(?P<slug>[-\w]+)/annotations/new/$", annotating.annotation_new, name="annotation-new"),
    re_path(rf"^annotations/{ID}/edit/$", annotating.annotation_edit, name="annotation-edit"),
    re_path(rf"^annotations/{ID}/delete/$", annotating.annotation_delete, name="annotation-delete"),
    re_path(rf"^annotations/{ID}/history/$", history.annotation_history, name="annotation-history"),
    re_path(
        rf"^annotations/{ID}/restore/(?P<number>[0-9]{{1,9}})/$",
        annotating.annotation_restore,
        name="annotation-restore",
    ),
    path("sources/suggest/", annotating.source_suggest, name="source-suggest"),
    path("annotations/", AnnotationContainer.as_view(), name="annotation-container"),
    re_path(
        rf"^annotations/{ID}/?$",
        page_or_api(annotations.annotation_detail, AnnotationResource.as_view()),
        name="annotation-detail",
    ),
    re_path(rf"^annotations/{ID}/same/$", same_claims.annotation_same, name="annotation-same"),
    re_path(rf"^annotations/{ID}/dispute/$", flags.annotation_dispute, name="annotation-dispute"),
    re_path(rf"^articles/{SLUG}/proposals/$", proposals.article_proposals, name="article-proposals"),
    path("review/proposals/", proposals.proposal_list, name="proposal-list"),
    path("import/", importing.article_import, name="article-import"),
    path("import/feeds/", following.feed_list, name="feed-list"),
    path("import/feeds/<int:number>/", following.feed_change, name="feed-change"),
    re_path(r"^import/(?P<public_id>\w{1,64})/$", importing.import_detail, name="import-detail"),
    re_path(rf"^articles/{SLUG}/edit/$", editing.article_edit, name="article-edit"),
    re_path(rf"^articles/{SLUG}/state/$", editing.article_state, name="article-state"),
    re_path(rf"^articles/{SLUG}/sourcing/$", sourcing.article_sourcing, name="article-sourcing"),
    path("publications/", sourcing.publication_list, name="publication-list"),
    path("publications/<int:number>/", sourcing.publication_detail, name="publication-detail"),
    path("feed/", feeds.article_feed, name="article-feed"),
    re_path(rf"^articles/{SLUG}/feed/$", feeds.annotation_feed, name="annotation-feed"),
    re_path(rf"^sources/{SLUG}/feed/$", feeds.source_feed, name="source-feed"),
    path("search/feed/", feeds.search_feed, name="search-feed"),
    path("sitemap.xml", feeds.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", feeds.sitemap_part, name="sitemap-part"),
    re_path(rf"^articles/{SLUG}/picture\.png$", sharing.article_picture, name="article-picture"),
    re_path(rf"^annotations/{ID}/picture\.png$", sharing.annotation_picture, name="annotation-picture"),
    re_path(rf"^annotations/{ID}/embed/$", sharing.annotation_embed, name="annotation-embed"),
    path("oembed", sharing.oembed, name="oembed"),
    path("search/", searching.search, name="search"),
    path("quotes/", searching.quote_list, name="quote-list"),
    path("claims/", searching.claim_list, name="claim-list"),
    path("sources/", speakers.source_list, name="source-list"),
    re_path(rf"^sources/{SLUG}/$", speakers.source_detail, name="source-detail"),
    re_path(rf"^articles/{SLUG}/revise/$", revising.article_revise, name="article-revise"),
    re_path(rf"^articles/{SLUG}/revisions/$", revisions.revision_list, name="revision-list"),
    re_path(rf"^articles/{SLUG}/revisions/{NUMBER}/$", revisions.revision_detail, name="revision-detail"),
    re_path(rf"^articles/{SLUG}/revisions/{NUMBER}/changes/$", revisions.revision_changes, name="revision-changes"),
    re_path(rf"^annotations/{ID}/reattach/$", anchors.annotation_reattach, name="annotation-reattach"),
    re_path(rf"^sources/{SLUG}/edit/$", sources.source_edit, name="source-edit"),
    re_path(rf"^sources/{SLUG}/merge/$", sources.source_merge, name="source-merge"),
    re_path(rf"^sources/{SLUG}/part/$", sources.source_part, name="source-part"),
    path("review/", review.review, name="review"),
    path("review/undo/", review.review_undo, name="review-undo"),
    path("review/flags/<int:number>/", flags.flag_resolve, name="flag-resolve"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<uuid:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("jobs/<uuid:pk>/again/", jobs.job_run_again, name="job-run-again"),
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("sign-up/", accounts.sign_up, name="sign-up"),
    path("password/change/", accounts.password_change, name="password-change"),
    path("password/reset/", accounts.password_reset, name="password-reset"),
    path("password/reset/sent/", accounts.password_reset_done, name="password-reset-done"),
    path("password/reset/<uidb64>/<token>/", accounts.password_reset_confirm, name="password-reset-confirm"),
    path("account/", account.account, name="account"),
    path("account/import/", exchange.annotation_import, name="annotation-import"),
    path("account/notices/", account.notice_list, name="notice-list"),
    path("account/notices/read/", account.notices_read, name="notices-read"),
    path("account/settings/", account.account_settings, name="account-settings"),
    path("account/download", account.account_download, name="account-download"),
    path("account/close/", account.account_close, name="account-close"),
    path("account/tokens/", tokens.token_list, name="token-list"),
    path("account/tokens/<int:number>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("account/closed/", account.account_closed, name="account-closed"),
    path("groups/", groups.group_list, name="group-list"),
    path("groups/new/", groups.group_new, name="group-new"),
    re_path(r"^groups/join/(?P<token>[\w-]{1,64})/$", groups.group_join, name="group-join"),
    re_path(rf"^groups/{SLUG}/$", groups.group_detail, name="group-detail"),
    re_path(rf"^groups/{SLUG}/settings/$", groups.group_settings, name="group-settings"),
    re_path(rf"^groups/{SLUG}/link/$", groups.group_link_renew, name="group-link-renew"),
    re_path(rf"^groups/{SLUG}/remove/$", groups.group_member_remove, name="group-member-remove"),
    re_path(rf"^groups/{SLUG}/hand-over/$", groups.group_hand_over, name="group-hand-over"),
    re_path(rf"^groups/{SLUG}/leave/$", groups.group_leave, name="group-leave"),
    re_path(rf"^groups/{SLUG}/dissolve/$", groups.group_dissolve, name="group-dissolve"),
]
