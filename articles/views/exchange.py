"""Importing annotations from a file, in the browser."""

from functools import partial

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.formats import FORMATS
from articles.formats.native import FormatError
from articles.formats.streams import decode
from articles.forms.exchange import ImportForm
from articles.models.exchange import import_for, import_rows


@login_required
@permission_required("articles.add_annotation", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def annotation_import(request: HttpRequest) -> HttpResponse:
    """A form for the file, and below it what became of the last one."""
    form = ImportForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            format_ = FORMATS[form.cleaned_data["format"]]
            report = import_for(
                request.user,
                partial(import_rows, format_, format_.read(decode(form.cleaned_data["file"].chunks()))),
                root=request.build_absolute_uri("/")[:-1],
                reviews=request.user.has_perm("articles.change_annotation"),
                dry_run=form.cleaned_data["dry_run"],
            )
        except FormatError as error:
            form.add_error("file", f"{error} Nothing was stored.")
    context = {"form": form, "report": report, "dry_run": form.cleaned_data.get("dry_run") if report else None}
    return render(request, "exchange/annotation_import.html", context)
