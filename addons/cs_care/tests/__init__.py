from . import test_ledger_access
from . import test_ledger_check
from . import test_ledger_door
from . import test_ledger_guard
from . import test_ledger_jobs
from . import test_ledger_people
from . import test_ledger_property
