"""What a portal page says, in the reader's language.

say("Pay {amount}", amount=State.amount)                       a text, wherever components take one
sentence("Invoice {number} is paid", number=rx.el.span(...))   a sentence with components in it

Texts are whole English sentences, written out, so that `make words` finds them. The browser puts them in the
language of the page (assets/words.js); text made in Python uses `shared.i18n.said`.
"""

from typing import Any

import reflex as rx
from reflex_base.vars.base import VarData

from shared.ui.theme import Child, Text

_LIBRARY = "$/public/words.js"


def say(text: Text, /, **values: rx.Var | str) -> rx.Var[str]:
    """An English sentence as the reader's language has it; `{name}` stands for the value of that name.

    A Var as `text` is one of several English texts, each marked by `shared.i18n.phrase`.
    """
    sentence_, named = rx.Var.create(text), rx.Var.create(dict(values))
    from_library = VarData(imports={_LIBRARY: [rx.ImportVar(tag="say")]})
    data = VarData.merge(from_library, sentence_._get_all_var_data(), named._get_all_var_data())
    return rx.Var(f"say({sentence_!s}, {named!s})", _var_data=data).to(str)


def sentence(text: str, /, **parts: Child) -> rx.Component:
    """A sentence with components in it, in the order that the reader's language has them."""
    return _Sentence.create(*parts.values(), text=text, names=list(parts))


class _Sentence(rx.Component):
    library = _LIBRARY
    tag = "Sentence"

    text: rx.Var[str]
    names: rx.Var[list[Any]]
