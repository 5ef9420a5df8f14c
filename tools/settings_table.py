"""`python -m tools.settings_table`: the table of settings for docs/operations.md."""

from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from vidstudio.base.settings import Settings

HEAD = "| name | default | meaning |\n|---|---|---|\n"


def table() -> str:
    """Markdown, one row a setting, in the order of the class, ending with a newline."""
    return HEAD + "".join(_row(name, field) for name, field in Settings.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    meaning = (field.description or "").replace("|", "\\|")
    return f"| `{_variable(name, field)}` | {_default(field.default)} | {meaning} |\n"


def _variable(name: str, field: FieldInfo) -> str:
    """The name in the environment."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return alias if isinstance(alias, str) else f"VIDSTUDIO_{name.upper()}"


def _default(value: object) -> str:
    if value is None or value == "":
        return "(empty)"
    return str(value).lower() if isinstance(value, bool) else str(value)


if __name__ == "__main__":
    print(table(), end="")
