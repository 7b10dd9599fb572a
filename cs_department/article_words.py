"""What an article is looked for by, and what must not stand in it (C13)."""

import re
import unicodedata
from collections.abc import Iterable

# Chinese is written without spaces: two signs that stand together are a word.
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_LATIN = re.compile(r"[^\W_]{3,}")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# A telephone, card, document or order number: what is left of it tells nobody.
_NUMBER = re.compile(r"\+?\d(?:[ \-()]{0,2}\d){6,}[Xx]?")
BLANK = "…"


def words(text: str, most: int = 12) -> list[str]:
    """Words to search by, each once, in the order of the text.

    >>> words("Sofa creaks when I sit")
    ['sofa', 'creaks', 'when', 'sit']
    >>> words("沙发异响 sofa")
    ['沙发', '发异', '异响', 'sofa']
    >>> words(""), words("!!"), words("响")
    ([], [], ['响'])
    """
    text = unicodedata.normalize("NFKC", text or "").lower()
    found: dict[str, None] = {}
    for match in re.finditer(rf"{_HAN.pattern}|{_LATIN.pattern}", text):
        run = match[0]
        for chunk in _HAN.findall(run):
            pairs = [chunk[at : at + 2] for at in range(max(len(chunk) - 1, 1))]
            found.update(dict.fromkeys(pairs))
        found.update(dict.fromkeys(_LATIN.findall(_HAN.sub(" ", run))))
    return list(found)[:most]


def without_persons(text: str, names: Iterable[str] = ()) -> str:
    """The text without these names, without e-mail addresses and long numbers.

    >>> without_persons("Mr Lin (138 0013 8000) bought S00012", ["Lin", "S00012"])
    'Mr … (…) bought …'
    >>> without_persons("林月 says: mail a.b@example.com, 12 pieces", ["林月", ""])
    '… says: mail …, 12 pieces'
    """
    text = text or ""
    for name in sorted({name for name in names if name}, key=len, reverse=True):
        edge = r"\b" if name.isascii() else ""
        text = re.sub(rf"{edge}{re.escape(name)}{edge}", BLANK, text, flags=re.I)
    return _NUMBER.sub(BLANK, _EMAIL.sub(BLANK, text))
