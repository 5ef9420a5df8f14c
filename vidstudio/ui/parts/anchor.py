"""A plain `<a>`, followed by the browser itself.

`rx.el.a` is React Router's Link: it would look for a page of ours under every address, files and
downloads too.
"""

from reflex_components_core.el.elements.inline import A

anchor = A.create
