"""Which e-mails nobody wrote: vacation replies, delivery notices, mailing lists.

RFC 3834 asks automatic responders to mark their messages; older ones mark them in
their own way. ``headers`` is anything with ``get(name)``, e.g. an e-mail message.

>>> is_automatic({"Auto-Submitted": "auto-replied (vacation)"})
True
>>> is_automatic({"Auto-Submitted": "no", "Subject": "Re: Sofa"})
False
>>> is_automatic({"Precedence": "bulk"})
True
"""

from collections.abc import Mapping

# Present at all, these mark a message as automatic.
MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Mail-Autoreply")
BULK = ("bulk", "auto_reply", "junk")


def is_automatic(headers: Mapping[str, str]) -> bool:
    """True for a message that a program sent by itself."""
    submitted = _value(headers, "Auto-Submitted").split(";")[0].split("(")[0].strip()
    if submitted and submitted != "no":
        return True
    if any(_value(headers, mark) for mark in MARKS):
        return True
    # "OOF" and the like are found on what people write too; "All" is a responder's
    if _value(headers, "X-Auto-Response-Suppress") == "all":
        return True
    return _value(headers, "Precedence") in BULK


def _value(headers: Mapping[str, str], name: str) -> str:
    return str(headers.get(name) or "").strip().lower()
