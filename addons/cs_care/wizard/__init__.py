from . import cs_loyalty_enrol
from . import cs_loyalty_tier_set
