"""Sign letters and record copies: which files are meant, with which key, and what the register learns of it."""

from correspondence.sign import Key, Manner, Signature, Trust, time_stamper
from correspondence.signing.appearance import drawing
from correspondence.signing.choosing import ToSign, chosen
from correspondence.signing.keys import PASSPHRASE_VARIABLE, KeySource, opened_key, trust_of
from correspondence.signing.running import Signed, Signing, plan, sign_files

__all__ = [
    "PASSPHRASE_VARIABLE",
    "Key",
    "KeySource",
    "Manner",
    "Signature",
    "Signed",
    "Signing",
    "ToSign",
    "Trust",
    "chosen",
    "drawing",
    "opened_key",
    "plan",
    "sign_files",
    "time_stamper",
    "trust_of",
]
