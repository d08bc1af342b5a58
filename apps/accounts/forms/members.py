"""Forms of the list of members."""

from typing import Any, ClassVar
from uuid import UUID

from crispy_forms.layout import Layout
from django import forms

from apps.accounts.models import WHOLE_OFFICE, Membership, Organization, RoleAssignment, User
from apps.accounts.roles import DELEGABLE_ROLES, ROLE_DESCRIPTIONS, ROLES_OF_KIND, OrganizationKind, Role
from apps.core.forms import AssayFormHelper, CheckboxTiles, Columns, DateInput, Link, Submit


def role_choices(organization: Organization) -> list[tuple[str, str]]:
    """Return the roles of this side of a review, as choices."""
    return [(role.value, role.label) for role in ROLES_OF_KIND[OrganizationKind(organization.kind)]]


class _RolesField(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        descriptions = {role.value: text for role, text in ROLE_DESCRIPTIONS.items()}
        super().__init__(label="Roles", widget=CheckboxTiles(descriptions=descriptions), **kwargs)


class InviteForm(forms.Form):
    """Whom to invite, in which roles."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes to this address. It works once, for seven days.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    roles = _RolesField(error_messages={"required": "Choose at least one role."})

    def __init__(self, *args: Any, organization: Organization, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(organization)  # type: ignore[attr-defined]
        self.helper = AssayFormHelper(Submit.primary("Send invitation"), Link.cancel(cancel_url))


class RolesForm(forms.Form):
    """The roles that a member holds by themselves. `seen` is what the person saw when the page was opened."""

    roles = _RolesField(
        error_messages={"required": "Choose at least one role. To take away all of them, end the membership."}
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, membership: Membership, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(membership.organization)  # type: ignore[attr-defined]
        self.helper = AssayFormHelper(Submit.primary("Save roles"), Link.cancel(cancel_url))


class _HolderField(forms.ModelChoiceField):
    """People who hold an office that can be delegated; `offices` says which."""

    offices: ClassVar[dict[UUID, list[str]]] = {}

    def label_from_instance(self, obj: User) -> str:
        return f"{obj} ({', '.join(Role(role).label for role in self.offices.get(obj.pk, ()))})"


class DelegationForm(forms.Form):
    """Which office, whose, on which document, from when until when."""

    role = forms.ChoiceField(label="Office")
    delegated_by = _HolderField(
        label="Delegated by",
        queryset=User.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose the person whose office is delegated."},
    )
    document = forms.CharField(
        label="Delegation document",
        max_length=200,
        help_text="Number and date of the memo that delegates the office. It appears in the signed record.",
        error_messages={"required": "Name the document that delegates the office."},
    )
    scope = forms.CharField(
        label="What it covers",
        max_length=300,
        initial=WHOLE_OFFICE,
        help_text="Which cases, and which not. It appears in the signed record.",
        error_messages={"required": "Say which cases the delegation covers."},
    )
    starts_on = forms.DateField(label="From", widget=DateInput())
    ends_on = forms.DateField(label="Until and including", widget=DateInput())

    def __init__(self, *args: Any, membership: Membership, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = membership.organization
        known = ROLES_OF_KIND[OrganizationKind(organization.kind)]
        choices = [(role.value, role.label) for role in DELEGABLE_ROLES if role in known]
        self.fields["role"].choices = [("", "Choose an office"), *choices]  # type: ignore[attr-defined]
        holder: Any = self.fields["delegated_by"]
        holder.offices = _offices(membership)
        holder.queryset = User.objects.filter(pk__in=list(holder.offices)).order_by("name", "pk")
        self.helper = AssayFormHelper(
            Submit.primary("Record delegation"),
            Link.cancel(cancel_url),
            layout=Layout("role", "delegated_by", "scope", "document", Columns("starts_on", "ends_on")),
        )


class OwnOfficeForm(DelegationForm):
    """The holder of an office delegates it: to whom, which office, which cases, on which document, until when."""

    to = forms.ModelChoiceField(
        label="Delegate",
        queryset=Membership.objects.none(),
        empty_label="Choose a colleague",
        error_messages={"required": "Choose who will act in your office."},
    )

    def __init__(self, *args: Any, membership: Membership, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, membership=membership, cancel_url=cancel_url, **kwargs)
        del self.fields["delegated_by"]
        held = [Role(role) for role in membership.role_assignments.own().values_list("role", flat=True)]
        choices = [(role.value, role.label) for role in DELEGABLE_ROLES if role in held]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]
        to: Any = self.fields["to"]
        colleagues = Membership.objects.active().filter(organization=membership.organization).exclude(pk=membership.pk)
        to.queryset = colleagues.select_related("user").order_by("user__name", "pk")
        to.label_from_instance = lambda colleague: str(colleague.user)
        self.helper = AssayFormHelper(
            Submit.primary("Sign the delegation"),
            Link.cancel(cancel_url),
            layout=Layout("to", "role", "scope", "document", Columns("starts_on", "ends_on")),
        )


def _offices(membership: Membership) -> dict[UUID, list[str]]:
    """Return which colleagues hold which offices that can be delegated."""
    held = RoleAssignment.objects.own().filter(
        membership__organization=membership.organization, membership__ended_at__isnull=True, role__in=DELEGABLE_ROLES
    )
    offices: dict[UUID, list[str]] = {}
    for user_id, role in held.exclude(membership=membership).values_list("membership__user_id", "role"):
        offices.setdefault(user_id, []).append(role)
    return offices


class ConfirmForm(forms.Form):
    """One button for an act that cannot be undone, and the way back."""

    def __init__(self, *args: Any, button: str, cancel_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AssayFormHelper(Submit.danger(button), Link.cancel(cancel_url, "Keep it"))
