from . import test_policy_flow
from . import test_policy_run
from . import test_policy_security
