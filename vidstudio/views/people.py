"""Who sits at the screen, and what the sign-in page offers."""

from vidstudio.views.base import View


class AccountView(View):
    """Who sits at the screen."""

    user_id: str
    workspace_id: str
    name: str
    email: str
    initials: str
    role: str
    is_admin: bool
    guest: bool


class SetupView(View):
    """What the sign-in page offers."""

    studio_name: str
    needs_owner: bool
    needs_start_code: bool
    guest_allowed: bool
    demo: bool
