from . import base_partner_merge_ledger
from . import cs_loyalty_enrol
from . import cs_loyalty_tier_set
