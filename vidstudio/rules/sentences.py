"""What the studio says about a take in the conversation. Every sentence ends with the money."""

ENDINGS = {
    "prompt_refused": "was refused for its wording",
    "image_refused": "was refused for a reference picture",
    "output_withheld": "was withheld by the provider",
    "lost_at_provider": "was lost at the provider",
    "submit_unknown": "never reached us",
    "deadline": "took too long",
}


def credits_words(amount: int) -> str:
    """“Free”, “1 credit”, “1 240 credits” with a thin space."""
    if amount == 0:
        return "Free"
    return f"{amount:,}".replace(",", "\u2009") + (" credit" if amount == 1 else " credits")


def take_name(number: int) -> str:
    return f"Take {number:02d}"


def started(number: int, quoted: int) -> str:
    held = f"{credits_words(quoted)} on hold." if quoted else "Free."
    return f"{take_name(number)} is being made. {held}"


def done(number: int, charged: int) -> str:
    return f"{take_name(number)} is done. {credits_words(charged)}."


def not_stopped(number: int, charged: int) -> str:
    """Somebody wanted it stopped, and the provider went on."""
    words = "could not be stopped; it was delivered"
    paid = f" and charged. {credits_words(charged)}." if charged else ". Free."
    return f"{take_name(number)} {words}{paid}"


def recovered(number: int) -> str:
    """After it had failed."""
    return f"{take_name(number)} arrived after all. Free."


def failed(number: int, code: str) -> str:
    return f"{take_name(number)} {ENDINGS.get(code, 'failed')}. Not charged."


def stopped(number: int, why: str = "") -> str:
    """`why` is what the admin said who stopped it."""
    if why:
        return f"An admin stopped {take_name(number).lower()}: {why.rstrip('.')}. Nothing charged."
    return f"{take_name(number)} was stopped. Nothing charged."
