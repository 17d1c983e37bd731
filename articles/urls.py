"""The app's addresses."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from articles.views import (
    account,
    accounts,
    annotating,
    annotations,
    articles,
    editing,
    flags,
    groups,
    importing,
    review,
    sources,
)

SLUG = r"(?P<slug>[-\w]+)"
ID = r"(?P<public_id>[\w.~-]{1,64})"

urlpatterns = [
    path("", articles.article_list, name="article-list"),
    path("articles/", RedirectView.as_view(pattern_name="article-list")),
    re_path(r"^articles/(?P<slug>[-\w]+)/$", articles.article_detail, name="article-detail"),
    re_path(r"^articles/(?P<slug>[-\w]+)/annotations/new/$", annotating.annotation_new, name="annotation-new"),
    re_path(rf"^annotations/{ID}/edit/$", annotating.annotation_edit, name="annotation-edit"),
    re_path(rf"^annotations/{ID}/delete/$", annotating.annotation_delete, name="annotation-delete"),
    re_path(rf"^annotations/{ID}/history/$", annotating.annotation_history, name="annotation-history"),
    re_path(
        rf"^annotations/{ID}/restore/(?P<number>[0-9]{{1,9}})/$",
        annotating.annotation_restore,
        name="annotation-restore",
    ),
    path("sources/suggest/", annotating.source_suggest, name="source-suggest"),
    re_path(rf"^annotations/{ID}/?$", annotations.annotation_detail, name="annotation-detail"),
    re_path(rf"^annotations/{ID}/dispute/$", flags.annotation_dispute, name="annotation-dispute"),
    path("import/", importing.article_import, name="article-import"),
    re_path(rf"^articles/{SLUG}/edit/$", editing.article_edit, name="article-edit"),
    re_path(rf"^articles/{SLUG}/state/$", editing.article_state, name="article-state"),
    path("sources/", sources.source_list, name="source-list"),
    re_path(rf"^sources/{SLUG}/edit/$", sources.source_edit, name="source-edit"),
    re_path(rf"^sources/{SLUG}/merge/$", sources.source_merge, name="source-merge"),
    path("review/", review.review, name="review"),
    path("review/undo/", review.review_undo, name="review-undo"),
    path("review/flags/<int:number>/", flags.flag_resolve, name="flag-resolve"),
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("sign-up/", accounts.sign_up, name="sign-up"),
    path("password/change/", accounts.password_change, name="password-change"),
    path("password/reset/", accounts.password_reset, name="password-reset"),
    path("password/reset/sent/", accounts.password_reset_done, name="password-reset-done"),
    path("password/reset/<uidb64>/<token>/", accounts.password_reset_confirm, name="password-reset-confirm"),
    path("account/", account.account, name="account"),
    path("account/notices/", account.notice_list, name="notice-list"),
    path("account/notices/read/", account.notices_read, name="notices-read"),
    path("account/settings/", account.account_settings, name="account-settings"),
    path("account/download", account.account_download, name="account-download"),
    path("account/close/", account.account_close, name="account-close"),
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
