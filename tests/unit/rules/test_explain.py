"""What the statement and the ledger say of money, sentence by sentence."""

from datetime import date

from vidstudio.rules import explain, explain_notes
from vidstudio.rules.explain import Movement, Take
from vidstudio.rules.explain_notes import Note

NOVEMBER = date(2026, 11, 1)
KLING = Take(state="succeeded", asked_seconds=8, unit="second", per_unit=8, delivered_seconds=8.0)
HELD = Movement("hold", "Nov-300", available=-64, held=64)


def both(take: Take, *rows: Movement) -> tuple[str, str]:
    money = explain.sum_of(rows)
    return explain.line(take, money), explain.sentence(take, money)


def test_delivered_as_asked() -> None:
    charged = Movement("capture", "Nov-300", held=-64, captured=64)
    assert both(KLING, HELD, charged) == (
        "Delivered 8 s as asked. Held 64, charged 64.",
        "Held 64 for 8 s at 8 credits a second. The provider delivered 8 s as asked. "
        "Charged 64 from lot Nov-300.",
    )


def test_charged_for_what_arrived() -> None:
    short = Take(state="succeeded", asked_seconds=8, unit="second", per_unit=8, delivered_seconds=5)
    charged = Movement("capture", "Nov-300", held=-40, captured=40)
    back = Movement("release", "Nov-300", available=24, held=-24)
    assert both(short, HELD, charged, back) == (
        "Delivered 5 s of 8 s. Held 64, charged 40, 24 came back.",
        "Held 64 for 8 s at 8 credits a second. The provider delivered 5 s. "
        "Charged 40 from lot Nov-300 and gave 24 back.",
    )


def test_refused_comes_back_whole() -> None:
    refused = Take(
        state="failed",
        asked_seconds=8,
        unit="second",
        per_unit=8,
        reason="The provider refused the first frame.",
    )
    back = Movement("release", "Nov-300", available=64, held=-64)
    assert both(refused, HELD, back) == (
        "The provider refused the first frame. Held 64, all of it came back.",
        "Held 64 for 8 s at 8 credits a second. The provider refused the first frame. "
        "All 64 came back.",
    )


def test_what_expired_meanwhile_is_said() -> None:
    stopped = Take(state="cancelled", asked_seconds=8, unit="video", per_unit=64)
    back = Movement("release", "Nov-300", available=4, held=-64, expired=60)
    assert both(stopped, HELD, back) == (
        "Stopped. Held 64, 4 came back, 60 had passed their date.",
        "Held 64 for one video of 8 s. It was stopped. "
        "4 came back; 60 had passed their date meanwhile.",
    )


def test_on_hold_until_it_arrives() -> None:
    making = Take(state="running", asked_seconds=8, unit="second", per_unit=8)
    assert both(making, HELD) == (
        "On hold until it arrives. 8 s at 8 credits a second.",
        "Held 64 for 8 s at 8 credits a second. On hold from lot Nov-300 until it arrives.",
    )


def test_what_is_free_says_so() -> None:
    draft = Take(state="succeeded", asked_seconds=8, model="Animatic", here=True)
    assert both(draft) == ("Animatic on this machine is free.",) * 2
    late = Movement("release", "Nov-300", available=64, held=-64)
    assert both(KLING, HELD, late)[0] == "It came late and is free. Held 64, all of it came back."


def test_lots_have_names() -> None:
    assert explain_notes.lot_name("granted", 300, NOVEMBER) == "Nov-300"
    assert explain_notes.lot_name("purchased", 2500, NOVEMBER) == "Purchase-2500"
    assert explain_notes.lot_name("adjust", 40, NOVEMBER) == "Refund-40"


def note(kind: str, **facts: object) -> Note:
    known = {"source": "granted", "amount": 600, "lot": "Nov-600", "granted_on": NOVEMBER}
    return Note(kind=kind, **(known | facts))  # pyright: ignore[reportArgumentType] facts of a Note


def test_a_grant_says_who_why_and_until_when() -> None:
    given = note("grant", who="Sami", words="Autumn launch", until=date(2026, 11, 30))
    assert explain_notes.note_sentence(given) == (
        "Granted by Sami: “Autumn launch.” 600 credits, good until 30 November."
    )
    lasting = note("grant", today=NOVEMBER)
    assert explain_notes.note_sentence(lasting) == (
        "Granted by the studio: 600 credits, without an end."
    )


def test_a_refund_an_expiry_and_a_taking_back() -> None:
    refund = note("adjust", amount=44, who="Sami Laine", words="Colours broke after four seconds.")
    assert explain_notes.note_sentence(refund) == (
        "Refund by Sami Laine: “Colours broke after four seconds.” 44 credits, without an end."
    )
    gone = note("expire", amount=12, until=date(2026, 11, 30))
    assert explain_notes.note_sentence(gone) == (
        "12 credits from November expired. Not used by 30 November. They were in lot Nov-600."
    )
    taken = note("revoke", amount=1, who="Sami", words="Charged back")
    assert explain_notes.note_sentence(taken) == (
        "1 credit taken back. Taken back by Sami from lot Nov-600: “Charged back.”"
    )


def test_what_was_spent_already_is_owed_and_then_paid() -> None:
    taken = note("revoke", amount=50, debt=20, who="Sami", words="Charged back")
    assert explain_notes.note_sentence(taken) == (
        "50 credits taken back. Taken back by Sami from lot Nov-600: “Charged back.” "
        "20 of them were spent already and are owed."
    )
    paid = note("revoke", amount=20, debt=-20, words="Paid what the workspace owed")
    assert explain_notes.note_sentence(paid) == (
        "20 credits paid what was owed. "
        "What had been taken back beyond the balance was paid from lot Nov-600."
    )
