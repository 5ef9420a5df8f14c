from tools import faults


def test_every_row_of_the_fault_model_has_a_test_or_a_reason() -> None:
    assert faults.complaints(faults.proofs()) == []


def test_the_table_of_faults_is_the_tests() -> None:
    assert faults.PAGE.read_text("utf-8") == faults.page(faults.proofs()), (
        "run: .venv/bin/python -m tools.faults"
    )


def test_a_mark_of_an_unknown_row_is_noticed() -> None:
    wrong = faults.complaints({"F-999": [faults.Proof("tests/test_x.py", "test_y")]})
    assert "F-999 is no row of the fault model" in wrong
