"""The administrator's forms: what they say passes the gate that everything passes."""

from collections.abc import Iterable
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError

from articles import models
from articles.checking import Problem, document_problems, note_problems
from articles.document import Document, Note, SourceRef


class CheckedForm(forms.ModelForm):
    """A form that tells what the gate says."""

    def tell(self, problems: Iterable[Problem], at: int = 1) -> None:
        """Say each problem at its field, which `at` counts in the pointer; at the top if there is no such field."""
        for problem in problems:
            field = problem.pointer.split("/")[at]
            self.add_error(field if field in self.fields else None, ValidationError(problem.detail, problem.code))


class ArticleForm(CheckedForm):
    """What is said of an article beside its text. `before` is what was."""

    def clean(self):
        cleaned = super().clean()
        self.before = self.document({})
        has_zone = (cleaned.get("published_at") is None) == (cleaned.get("published_offset") is None)
        if not self.errors and has_zone:  # else the database's rule says what is wrong
            self.tell(document_problems(self.document(cleaned)))
        return cleaned

    def document(self, changes: dict) -> Document:
        """The article as stored, with these changes."""
        article = models.Article.objects.select_related("publication").get(pk=self.instance.pk)
        for name, value in changes.items():
            setattr(article, name, value)
        return models.document_with(article, ())


class AnnotationForm(CheckedForm):
    """The fields of an annotation that do not hang on the text, checked by the gate together with its spans."""

    class Meta:
        model = models.Annotation
        fields = [
            "speaker_role",
            "manner",
            "why_unnamed",
            "body",
            "verdict",
            "verdict_reason",
            "status",
            "status_reason",
        ]

    def clean(self):
        cleaned = super().clean()
        self.before = models.Annotation.objects.with_values().get(pk=self.instance.pk).to_note()
        paragraphs = {paragraph.public_id: paragraph for paragraph in self.instance.article.paragraphs.all()}
        self.tell(note_problems(self.note(), paragraphs))
        return cleaned

    def note(self) -> Note:
        """The annotation's value as stored, with what the form says."""
        return replace(self.before, **{name: value for name, value in self.cleaned_data.items() if name in self.fields})


class SourceForm(CheckedForm):
    """A source's names and address."""

    class Meta:
        model = models.Source
        fields = ["name", "url", "aliases"]

    def clean_aliases(self):
        aliases = self.cleaned_data["aliases"]
        if aliases is None:  # nothing was typed
            return []
        if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
            raise ValidationError('Other names are a JSON list of texts, such as ["A. Lund", "Lund"].', "invalid")
        return aliases

    def clean(self):
        cleaned = super().clean()
        name, url = cleaned.get("name", ""), cleaned.get("url", "")
        if not self.errors:
            source = SourceRef(name, self.instance.kind, url)
            problems = note_problems(Note("", "source", source=source), {})
            self.tell((item for item in problems if item.pointer.startswith("/source/")), at=2)
            if models.same_source(self.instance, name, source.kind, url):
                self.add_error("name", "Another source has this name, kind and address.")
        return cleaned

    def validate_constraints(self):
        """That it is there once is said above: those that were merged into it may give it their names."""
