from tools.settings_table import HEAD, table
from tools.steps import ROOT


def test_the_documented_settings_are_the_settings() -> None:
    documented = (ROOT / "docs" / "operations.md").read_text()
    assert HEAD in documented, "docs/operations.md has no table `| name | default | meaning |`"
    rows = documented.partition(HEAD)[2].partition("\n\n")[0].strip().splitlines()
    assert rows == table().removeprefix(HEAD).strip().splitlines(), (
        "paste the output of: .venv/bin/python -m tools.settings_table"
    )
