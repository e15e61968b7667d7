from . import test_ledger_access
from . import test_ledger_door
from . import test_reward_adjustment
