from . import test_ledger_access
from . import test_ledger_door
