"""The library: every take of a workspace, found, rated, moved, put into the bin."""

from vidstudio.services.library.acts import add_to_creatives, favourite, move, places, rate
from vidstudio.services.library.bin import remove, restore
from vidstudio.services.library.pages import search
from vidstudio.services.library.picked import creatives
from vidstudio.services.library.queries import PAGE_SIZE, LibraryQuery, TakeIds
from vidstudio.services.library.shelf import makers, remove_uploads, uploads

__all__ = [
    "PAGE_SIZE",
    "LibraryQuery",
    "TakeIds",
    "add_to_creatives",
    "creatives",
    "favourite",
    "makers",
    "move",
    "places",
    "rate",
    "remove",
    "remove_uploads",
    "restore",
    "search",
    "uploads",
]
