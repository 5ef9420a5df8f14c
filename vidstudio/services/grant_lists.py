"""Whom a list of grants names, line by line, before anything is granted."""

from collections.abc import Sequence

from vidstudio.base.texts import text
from vidstudio.rules import grant_lists
from vidstudio.rules.grant_lists import GrantLine
from vidstudio.services import people
from vidstudio.studio import Studio, Who
from vidstudio.views.people import GrantListView, ListedPerson, PersonRow, WrongLine


async def read(studio: Studio, who: Who, words: str) -> GrantListView:
    """For admins. What cannot be granted is told with the number of its line.

    Raises InvalidRequest on field `list` for what is no list at all.
    """
    lines = grant_lists.read(words)
    wanted = tuple({line.email for line in lines if not line.wrong})
    found = await people.by_address(studio, who, wanted)
    listed, wrong = list[ListedPerson](), list[WrongLine]()
    taken = dict[str, tuple[int, str]]()
    for line in lines:
        person, trouble = _person(line, found, taken)
        if person is None:
            wrong.append(WrongLine(line=line.n, words=trouble))
        else:
            taken[person.workspace_id] = line.n, person.user_id
            listed.append(ListedPerson(person=person, credits=line.credits or 0))
    return GrantListView(listed=tuple(listed), wrong=tuple(wrong))


def _person(
    line: GrantLine, found: dict[str, tuple[PersonRow, ...]], taken: dict[str, tuple[int, str]]
) -> tuple[PersonRow | None, str]:
    """The member that is meant, or why nobody is."""
    if line.wrong:
        return None, line.wrong
    person = _meant(found.get(line.email, ()))
    if person is None:
        key = "several" if found.get(line.email) else "unknown"
        return None, text(f"admin.list.{key}", email=line.email)
    if person.workspace_id not in taken:
        return person, ""
    before, user_id = taken[person.workspace_id]
    key = "again" if user_id == person.user_id else "shared"
    return None, text(f"admin.list.{key}", name=person.name, line=before)


def _meant(rows: Sequence[PersonRow]) -> PersonRow | None:
    """Their only workspace, else the one they own."""
    own = [row for row in rows if row.role == "owner"] if len(rows) > 1 else rows
    return own[0] if len(own) == 1 else None
