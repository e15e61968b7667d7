from . import test_ledger_access
from . import test_ledger_door
from . import test_tier_behavior
from . import test_tier_benefits
from . import test_tier_recommended
from . import test_tier_referral
from . import test_tier_review
from . import test_tier_tour
