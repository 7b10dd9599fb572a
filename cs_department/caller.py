"""What somebody on the phone tells of himself: numbers as people say them (C2)."""

import unicodedata

SEPARATORS = set(" +-./()\\\t")
# Fewer digits would find everybody.
FEWEST = 4
# A trunk zero or a country code stands before a whole number only, never before the
# last digits of one.
WHOLE = 9


def plain(term: str, longest: int = 64) -> str:
    """Full-width forms made ordinary, outer spaces gone, no longer than a name is."""
    return unicodedata.normalize("NFKC", term or "").strip()[:longest]


def national_digits(term: str, country_code: int = 0) -> str:
    """The digits that every way of writing this phone number shares, else "".

    >>> national_digits("+86 138-0013 8000", 86)
    '13800138000'
    >>> national_digits("0086 13800138000", 86), national_digits("8613800138000", 86)
    ('13800138000', '13800138000')
    >>> national_digits("(010) 6512 3456", 86), national_digits("+86 10 65123456", 86)
    ('1065123456', '1065123456')
    >>> national_digits("0013"), national_digits("138"), national_digits("S00013")
    ('0013', '', '')
    """
    term = plain(term)
    digits = "".join(sign for sign in term if sign.isdecimal())
    if not digits or not set(term) <= SEPARATORS | set(digits):
        return ""
    code = str(country_code or "")
    foreign = term.startswith("+")
    if len(digits) >= WHOLE + 2 and digits.startswith("00"):
        digits, foreign = digits[2:], True
    if code and digits.startswith(code):
        rest = len(digits) - len(code)
        if foreign or (rest >= WHOLE + 1 and not digits.startswith("0")):
            digits = digits[len(code) :]
    if len(digits) >= WHOLE:
        digits = digits.lstrip("0")
    return digits if len(digits) >= FEWEST else ""
