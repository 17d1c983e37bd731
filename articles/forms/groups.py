"""What people type to make a group, rename it, hand it over and remove somebody."""

from django import forms
from django.db.models.functions import Lower

from articles.models import Group, User


class GroupForm(forms.ModelForm):
    """A group's name."""

    class Meta:
        model = Group
        fields = ["name"]
        help_texts = {"name": "Of the class or the desk that shares notes. It can be changed later."}


class MemberForm(forms.Form):
    """One of the members, but not the owner."""

    member = forms.ModelChoiceField(User.objects.none(), label="New owner", empty_label="choose a member")

    def __init__(self, group: Group, data=None):
        super().__init__(data)
        self.fields["member"].queryset = group.members.exclude(pk=group.owner_id).order_by(Lower("username"))
