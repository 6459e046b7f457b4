"""The register: what was made, posted, returned and voided, and under which number.

It is a database, a file of SQLite or a PostgreSQL server's. Entries are only ever added. The moment
of an entry is a value that the caller gives: nothing here reads a clock.
"""

from correspondence.register.addresses import address_of, shown_address
from correspondence.register.copying import back_up
from correspondence.register.exporting import EXPORTS, export
from correspondence.register.failures import (
    BusyRegisterError,
    DamagedRegisterError,
    ForeignRegisterError,
    FullRegisterError,
    NewerRegisterError,
    NoRegisterError,
    ReadOnlyRegisterError,
    RegisterError,
    UnreachableRegisterError,
)
from correspondence.register.opening import open_register
from correspondence.register.storing import Register

__all__ = [
    "EXPORTS",
    "BusyRegisterError",
    "DamagedRegisterError",
    "ForeignRegisterError",
    "FullRegisterError",
    "NewerRegisterError",
    "NoRegisterError",
    "ReadOnlyRegisterError",
    "Register",
    "RegisterError",
    "UnreachableRegisterError",
    "address_of",
    "back_up",
    "export",
    "open_register",
    "shown_address",
]
