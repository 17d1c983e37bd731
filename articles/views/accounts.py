"""Coming in and going out: sign-in, sign-up, passwords."""

from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, views
from django.contrib.auth.models import Group as Role
from django.contrib.messages.views import SuccessMessageMixin
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from articles.forms.accounts import ChangePasswordForm, ForgottenPasswordForm, NewPasswordForm, SignInForm, SignUpForm
from articles.models import User
from articles.views.throttling import is_too_often

ROLE_OF_NEW_ACCOUNTS = "annotator"
SIGN_UPS_PER_HOUR = 20  # a class signs up from one address
RESETS_PER_HOUR = 10


class PasswordChange(SuccessMessageMixin, views.PasswordChangeView):
    """Change one's password, knowing the old one."""

    form_class = ChangePasswordForm
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("account-settings")
    success_message = "Your password is changed."


class PasswordResetConfirm(SuccessMessageMixin, views.PasswordResetConfirmView):
    """Set a new password by a link from a mail."""

    form_class = NewPasswordForm
    template_name = "registration/password_set.html"
    success_url = reverse_lazy("sign-in")
    success_message = "Your password is set. Sign in with it."

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        """Set it. Who reads the account's mail need not wait for the wrong passwords that were tried before."""
        reset(username=self.user.get_username())
        return super().form_valid(form)


# Callables, so that a template asks when it is drawn.
sign_in = views.LoginView.as_view(
    form_class=SignInForm,
    template_name="registration/sign_in.html",
    extra_context={"sign_up_is_open": lambda: settings.SIGN_UP},
)
sign_out = views.LogoutView.as_view()
password_change = PasswordChange.as_view()
password_reset_confirm = PasswordResetConfirm.as_view()
password_reset_done = views.PasswordResetDoneView.as_view(template_name="registration/password_reset_sent.html")
_password_reset = views.PasswordResetView.as_view(
    form_class=ForgottenPasswordForm,
    template_name="registration/password_reset.html",
    subject_template_name="registration/password_reset_subject.txt",
    email_template_name="registration/password_reset_mail.txt",
    success_url=reverse_lazy("password-reset-done"),
)


def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password; without a mail server, say whom to ask."""
    if not settings.SENDS_MAIL:
        return render(request, "registration/password_reset_by_hand.html")
    if request.method == "POST" and is_too_often(request, "password-reset", RESETS_PER_HOUR):
        return too_often(request)
    return _password_reset(request)


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Make an account and sign in with it, where the setting SIGN_UP allows it."""
    if not settings.SIGN_UP:
        raise Http404
    form = SignUpForm(request.POST or None)
    if request.method == "POST":
        if is_too_often(request, "sign-up", SIGN_UPS_PER_HOUR):
            return too_often(request)
        if form.is_valid() and (user := _new_annotator(form)):
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            messages.success(request, f"Your account is made, and you are signed in as {user}.")
            return redirect(_safe_next(request))
    return render(request, "registration/sign_up.html", {"form": form, "next": _next(request)})


def sign_in_locked(request: HttpRequest, response: HttpResponse | None = None, credentials=None) -> HttpResponse:
    """What axes answers to the sixth wrong password in a row."""
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    page = render(request, "registration/sign_in_locked.html", {"minutes": minutes}, status=429)
    page["Retry-After"] = minutes * 60
    return page


def too_often(request: HttpRequest) -> HttpResponse:
    """That this was done too often from this address."""
    page = render(request, "registration/too_often.html", status=429)
    page["Retry-After"] = 3600
    return page


def _new_annotator(form: SignUpForm) -> User | None:
    """The account; none if somebody else has just taken the name, which the form says then."""
    try:
        with transaction.atomic():
            user = form.save()
            user.groups.add(Role.objects.get(name=ROLE_OF_NEW_ACCOUNTS))
    except IntegrityError:
        form.add_error("username", form.instance.unique_error_message(User, ["username"]))
        return None
    return user


def _next(request: HttpRequest) -> str:
    return request.POST.get("next", request.GET.get("next", ""))


def _safe_next(request: HttpRequest) -> str:
    """Where somebody was before, if that is here."""
    address = _next(request)
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else settings.LOGIN_REDIRECT_URL
