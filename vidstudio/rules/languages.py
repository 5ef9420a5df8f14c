"""Which language a text is in, by its common words and letters. Twelve that use Latin letters."""

import re

_WORDS = {
    "en": "the a an of and on in with is are to for by from it at into over under slowly light "
    "camera we our i you what how can please this that make more new shot video two three "
    "steam dawn dusk night morning evening woman man dog cat puppy running walking street city "
    "forest sea mountain table window cup mug bottle car golden rain snow close house hand hands",
    "de": "der die das ein eine einen einer und mit auf im in von zu ist für wir ein dem den des "
    "tasse morgen abend nacht straße frau mann hund fenster tisch haus sich nicht über unter langsam licht kamera auch am bei aus ihr ich unser unsere neue wie was",
    "fr": "le la les un une des et de du dans avec sur est pour au aux par qui que nous en sous "
    "tasse matin soir nuit rue femme homme chien fenêtre table lentement lumière caméra d l je vous notre nos sont une nouveau nouvelle plus",
    "es": "el la los las un una de del y en con sobre es para por que se al lentamente luz cámara "
    "taza mañana noche invierno verano calle mujer hombre perro mesa ventana nosotros bajo su nuestro nuestra nueva nuevo más hacia queremos una mesa",
    "it": "il lo la gli le un una di del della e in con su è per che nel nella da al lentamente "
    "tazza mattina sera notte strada donna uomo cane finestra luce camera sul dei alla siamo nostro nostra nuovo nuova sono tavolo verso",
    "pt": "o a os as um uma de do da e em com no na por para que se ao lentamente luz câmera sobre "
    "é dos das nosso nossa nova novo mais queremos mesa não",
    "nl": "de het een en van op in met is voor naar aan bij door langzaam licht wij we onze ons "
    "nieuwe deze dat tafel over uit zijn ook niet wat hoe",
    "sv": "en ett och på i med är för av till som det den de långsamt ljus kameran vi vår vårt nya "
    "ett bord över från inte också vad hur",
    "no": "en et ei og på i med er for av til som det den de sakte lys kameraet vi vår vårt nye "
    "bord over fra ikke også hva hvordan jeg",
    "da": "en et og på i med er for af til som det den de langsomt lys kameraet vi vores nye bord "
    "over fra ikke også hvad hvordan jeg",
    "fi": "ja on ei se että joka kun mutta tai hän me ovat hitaasti valo kamera pöydällä kanssa "
    "uusi meidän sekä yli alla kuppi aamulla mitä miten",
    "pl": "i w na z do jest nie się że to o dla od po przez pod nad powoli światło kamera jak "
    "nasza nasz nowa nowy stole przy oraz czy co",
}
_LETTERS = {
    "de": "ßäöü", "fr": "éèêàçùœîô", "es": "ñ¿¡áíó", "it": "àèìòù", "pt": "ãõçâê", "sv": "åäö",
    "no": "øåæ", "da": "øæå", "fi": "äö", "pl": "ąćęłńśźżó", "nl": "ë",
}  # fmt: skip
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_LETTER_WEIGHT = 0.6
_SHORT = 3  # words: of so few, no known one is needed to call it English
NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian",
    "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish", "no": "Norwegian", "da": "Danish",
    "fi": "Finnish", "pl": "Polish",
}  # fmt: skip


def language_of(text: str) -> str:
    """A key of `NAMES`; empty for one that is not known."""
    text = text[:2000].casefold()
    said = re.findall(r"[^\W\d_]+", text)
    if not said or not _is_latin(text):
        return ""
    scores = {language: _score(language, said, text) for language in _SETS}
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    if scores[best] > 0:
        return best
    return "en" if len(said) <= _SHORT and text.isascii() else ""


def _score(language: str, said: list[str], text: str) -> float:
    known = sum(word in _SETS[language] for word in said)
    marked = sum(letter in text for letter in _LETTERS.get(language, ""))
    return known + _LETTER_WEIGHT * marked


def _is_latin(text: str) -> bool:
    """Whether most letters are Latin ones: of Greek, Cyrillic, CJK and others little is known."""
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) > len(letters)
