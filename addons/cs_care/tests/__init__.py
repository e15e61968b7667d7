from . import test_ledger_access
from . import test_ledger_door
from . import test_reward_adjustment
from . import test_reward_fraud
from . import test_reward_liability
from . import test_reward_redemption
