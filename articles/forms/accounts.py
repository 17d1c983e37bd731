"""What people type to come in, to change how they come in, and to go."""

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordChangeForm,
    PasswordResetForm,
    SetPasswordForm,
    UserCreationForm,
)
from django.db.models.functions import Length
from django.http import HttpRequest

from articles.comparing import SHOWN_TO
from articles.document import NOTE_KINDS, STATUSES
from articles.models import User
from articles.models.annotation import AnnotationQuerySet
from articles.models.choices import choices
from articles.scripts import mixes_scripts

DELETED = "deleted"


def describe_password(form: forms.Form, name: str) -> None:
    """Say in plain words what a new password must be; Django's own words are HTML, which our template escapes."""
    first, *others = password_validation.password_validators_help_texts()
    form.fields[name].help_text = " ".join([first, *(text.replace("Your password", "It") for text in others)])


class SignInForm(AuthenticationForm):
    """Username and password."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "This username and password do not belong together. Capital letters count.",
    }


class SignUpForm(UserCreationForm):
    """A new account. It asks for no more than it needs, and never says whether it knows an e-mail address."""

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ["username", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = "Shown beside your notes. Letters, digits and @ . + - _"
        self.fields["email"].label = "E-mail address"
        self.fields["email"].help_text = "Optional: to set a new password when you forget it. Never shown."
        self.fields["password2"].help_text = ""
        describe_password(self, "password1")

    def clean_username(self) -> str | None:
        """The name, that nobody takes for another by letters that look alike."""
        username = super().clean_username()
        if username and mixes_scripts(username):
            raise forms.ValidationError("Its letters are of several scripts, and some look alike. Use one.", "mixed")
        if username and not username.isascii() and self._is_taken(username):
            raise forms.ValidationError(self.instance.unique_error_message(User, ["username"]))
        return username

    def _is_taken(self, username: str) -> bool:
        """Whether another name differs in case alone; SQLite knows the case of ASCII's letters only."""
        alike = User.objects.annotate(length=Length("username")).filter(length=len(username))
        names = alike.values_list("username", flat=True).iterator()
        return any(name.casefold() == username.casefold() for name in names)


class ChangePasswordForm(PasswordChangeForm):
    """The old password and a new one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        describe_password(self, "new_password1")
        self.fields["new_password2"].help_text = ""


class ForgottenPasswordForm(PasswordResetForm):
    """Where a link for a new password is sent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"


class NewPasswordForm(SetPasswordForm):
    """A new password, for somebody whom a link from a mail has brought."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        describe_password(self, "new_password1")
        self.fields["new_password2"].help_text = ""


class ConfirmedForm(forms.Form):
    """A form that asks for the password again, and counts wrong ones as wrong sign-ins are counted."""

    password = forms.CharField(
        label="Your password", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, request: HttpRequest, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password, username = self.cleaned_data["password"], self.request.user.get_username()
        if authenticate(self.request, username=username, password=password) is None:
            raise forms.ValidationError("This is not your password.", "wrong")
        return password


class EmailForm(ConfirmedForm):
    """Another e-mail address; with the password, because whoever has the mail can set a new one."""

    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        help_text="For a new password, and for news of your notes. Leave it empty to receive no mail.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "password"]


class CloseAccountForm(ConfirmedForm):
    """What becomes of one's public notes when one goes."""

    KEEP, DELETE = "keep", "delete"
    public_notes = forms.ChoiceField(
        label="Your public notes",
        choices=[(KEEP, "stay, without your name"), (DELETE, "are deleted")],
        widget=forms.RadioSelect,
    )
    field_order = ["public_notes", "password"]


class OwnNotesForm(forms.Form):
    """Which of one's notes to list. What an address gets wrong is passed over."""

    kind = forms.ChoiceField(choices=[("", "all"), *choices(NOTE_KINDS)], required=False)
    visibility = forms.ChoiceField(
        label="Shown to",
        choices=[("", "all"), *SHOWN_TO.items()],
        required=False,
    )
    status = forms.ChoiceField(
        choices=[("", "all but deleted"), *choices(STATUSES), (DELETED, "Deleted")], required=False
    )

    def apply(self, annotations: AnnotationQuerySet) -> AnnotationQuerySet:
        """Those that fit; deleted ones only when they are asked for."""
        self.is_valid()
        wanted = {name: value for name, value in self.cleaned_data.items() if value}
        if wanted.get("status") == DELETED:
            del wanted["status"]
            return annotations.exclude(deleted=None).filter(**wanted)
        return annotations.kept().filter(**wanted)
