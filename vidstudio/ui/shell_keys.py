"""The dialog of keys: what can be pressed where. One list, here; keys.js fills in the Mac's names,
searches, and keeps whether single letters are on."""

import reflex as rx

from vidstudio.ui.parts.icons import icon
from vidstudio.ui.parts.words import text

DIALOG = "keys"
# By group, then by action: what is pressed. "then" parts keys pressed one after the other.
KEYS: dict[str, dict[str, str]] = {
    "anywhere": {
        "campaigns": "G C",
        "library": "G L",
        "queue": "G Q",
        "review": "G R",
        "new": "N",
        "keys": "?",
        "close": "Esc",
    },
    "campaign": {
        "message": "/",
        "shots": "T",
        "panel": "P",
        "generate": "Mod ↵",
        "draft": "Mod ⇧ ↵",
        "history": "Alt ↑ ↓",
    },
    "player": {
        "play": "Space",
        "shuttle": "J K L",
        "frame": "← →",
        "mute": "M",
        "full": "F",
        "info": "I",
        "add": "A",
        "download": "D",
    },
    "queue": {"walk": "↑ ↓", "open": "↵", "cancel": "X", "retry": "R"},
}


def keys_dialog() -> rx.Component:
    return rx.el.dialog(
        rx.el.div(
            rx.el.h2(text("keys.title"), id="keys-title", class_name="h2"),
            rx.el.button(
                icon("x"),
                type="button",
                aria_label=text("keys.close"),
                class_name="icon-btn",
                custom_attrs={"data-closes": DIALOG},
            ),
            class_name="dialog-head",
        ),
        rx.el.div(
            icon("search", "s14 text-2"),
            rx.el.input(
                type="search",
                id="keys-search",
                aria_label=text("keys.search"),
                placeholder=text("keys.search"),
                auto_complete="off",
            ),
            class_name="input",
        ),
        rx.el.div(
            *(_group(name, keys) for name, keys in KEYS.items()),
            rx.el.p(text("keys.nothing"), id="keys-nothing", class_name="text-2", hidden=True),
            class_name="keys-list",
            tab_index=0,
            role="region",
            aria_labelledby="keys-title",
        ),
        _single_letters(),
        id=DIALOG,
        class_name="dialog keys",
        aria_labelledby="keys-title",
    )


def _group(name: str, keys: dict[str, str]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(text(f"keys.groups.{name}"), class_name="small text-2"),
        rx.el.dl(*(_key(name, action, pressed) for action, pressed in keys.items())),
        class_name="keys-group",
    )


def _key(group: str, action: str, pressed: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(text(f"keys.{group}.{action}")),
        rx.el.dd(*(rx.el.kbd(key) for key in pressed.split())),
        class_name="keys-row",
    )


def _single_letters() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(text("keys.single"), id="keys-single", class_name="title"),
            rx.el.p(text("keys.single_words"), id="keys-words", class_name="small text-2"),
            class_name="grow",
        ),
        rx.el.button(
            type="button",
            role="switch",
            class_name="switch",
            aria_labelledby="keys-single",
            aria_describedby="keys-words",
            custom_attrs={"aria-checked": "true", "data-single-letters": ""},
        ),
        class_name="row keys-switch",
    )
