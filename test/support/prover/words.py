"""What a handler is given: inputs with something fitting for every key, and texts that pass for numbers."""

import ast
import base64
import re

CHOICES = []
SWITCH = re.compile("task|mode|action|type|operation|command|workflow|method", re.IGNORECASE)


class Word(str):
    """A text that does for a number, and for the one of many words that a handler compares it with."""

    agreeing = None

    def __float__(self):
        return 1.0

    def __int__(self):
        return 1

    __index__ = __int__

    def __eq__(self, other):
        return self.agreeing(other) if self.agreeing and type(other) is str else str.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__

    def _less(self, other):
        return False

    __lt__ = __gt__ = __le__ = __ge__ = _less

    def lower(self):
        return self

    strip = upper = lower


def agreeing_with(nth):
    """Says yes to the nth of the words it is asked about."""
    asked = []

    def agree(other):
        if other not in asked:
            asked.append(other)
        return asked.index(other) == nth

    return agree


class Input(dict):
    """A job input that has a value for every key a handler insists on."""

    def __missing__(self, key):
        return f"sample {key}"


class WillingInput(Input):
    """A job input that has something fitting for every key that is asked for without a value of its own."""

    def get(self, key, default=None):
        if key in self or default not in (None, "", []) or key == "errors":
            return super().get(key, default)
        if default == [] or re.search(r"[^su]s$", str(key)):
            return [WillingInput(self)]
        return self.word(key)

    __missing__ = lambda self, key: self.get(key)

    def word(self, key):
        if "choose" in self and SWITCH.search(str(key)):
            return (CHOICES[self["choose"] :] or ["none"])[0]
        text = encoded(f"{self['*']} {key}")
        if re.search("data_ur[il]", str(key)):
            return f"data:image/png;base64,{text}"
        word = Word(f"https://example.com/{key}.png" if "url" in str(key) else text)
        if "agree" in self:
            word.agreeing = agreeing_with(self["agree"])
        return word


def encoded(text):
    """As base64, filled up so that no padding is needed."""
    return base64.b64encode((text + "." * (3 - len(text) % 3)).encode()).decode()


def learn_choices(code):
    """The words that the handler's file has functions for."""
    for node in ast.walk(code):
        if isinstance(node, ast.Dict) and all(isinstance(value, ast.Name) for value in node.values):
            CHOICES.extend(key.value for key in node.keys if isinstance(key, ast.Constant))


def input_of(values):
    return WillingInput(values) if "*" in values else Input(values)
