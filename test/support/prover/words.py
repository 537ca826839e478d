"""What a handler is given: inputs with something fitting for every key, and texts that pass for numbers."""

import ast
import base64
import re

CHOICES = []
# What the worker asked for, by name (a variable of the environment as `$NAME`), each with the words it compared it with.
ASKED = {}
SWITCH = re.compile("task|mode|action|type|operation|command|workflow|method", re.IGNORECASE)


class Word(str):
    """A text that does for a number, and for the one of many words that a handler compares it with."""

    agreeing = None
    key = None

    def __float__(self):
        return 1.0

    def __int__(self):
        return 1

    __index__ = __int__

    def __eq__(self, other):
        note(self.key, other)
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


class Noted(str):
    """A text as it is, of which it is noted what it is compared with."""

    key = None

    def __eq__(self, other):
        note(self.key, other)
        return str.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__

    def lower(self):
        return noted(str.lower(self), self.key)

    def upper(self):
        return noted(str.upper(self), self.key)

    def strip(self, *args):
        return noted(str.strip(self, *args), self.key)


def noted(text, key):
    made = Noted(text)
    made.key = key
    return made


def note(key, other):
    if key is not None and type(other) is str and other not in ASKED[key]:
        ASKED[key].append(other)


def ask(key):
    ASKED.setdefault(key, [])


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
    """A job input that has something fitting for every key that is asked for without a value of its own.

    `about` is how willing it is: `*` a word to make texts of, `-` the keys it lacks, `choose` and `agree` which of many
    words it is for.
    """

    about = {}

    def get(self, key, default=None):
        ask(str(key))
        if key in self.about.get("-", ()):
            return default
        if dict.__contains__(self, key):
            return super().get(key, default)
        if default not in (None, "", []) or key == "errors":
            return noted(default, str(key)) if type(default) is str and self.about.get("noting") else default
        if default == [] or re.search(r"[^su]s$", str(key)):
            return [input_of(self.about)]
        return self.word(key)

    def __missing__(self, key):
        if key in self.about.get("-", ()):
            raise KeyError(key)
        return self.get(key)

    def __contains__(self, key):
        ask(str(key))
        return super().__contains__(key)

    def __bool__(self):
        return True

    def word(self, key):
        if "choose" in self.about and SWITCH.search(str(key)):
            return (CHOICES[self.about["choose"] :] or ["none"])[0]
        text = encoded(f"{self.about['*']} {key}")
        if re.search("data_ur[il]", str(key)):
            text = f"data:image/png;base64,{text}"
        elif "url" in str(key):
            text = f"https://example.com/{key}.png"
        word = Word(text)
        word.key = str(key)
        if "agree" in self.about:
            word.agreeing = agreeing_with(self.about["agree"])
        return word


def encoded(text):
    """As base64, filled up so that no padding is needed."""
    return base64.b64encode((text + "." * (3 - len(text) % 3)).encode()).decode()


def learn_choices(code):
    """The words that the handler's file has functions for."""
    for node in ast.walk(code):
        if isinstance(node, ast.Dict) and all(isinstance(value, ast.Name) for value in node.values):
            CHOICES.extend(key.value for key in node.keys if isinstance(key, ast.Constant))


ABOUT = ("*", "-", "choose", "agree", "noting")


def input_of(values):
    """A dict that says `*` of itself is willing, at any depth."""
    if "*" not in values:
        return Input(values)
    made = WillingInput({key: willing(value) for key, value in values.items() if key not in ABOUT})
    made.about = {key: values[key] for key in ABOUT if key in values}
    return made


def willing(value):
    if isinstance(value, list):
        return [willing(item) for item in value]
    return input_of(value) if isinstance(value, dict) and "*" in value else value
