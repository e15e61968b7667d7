from . import base_partner_merge_ledger
from . import cs_care_group_reason
from . import cs_loyalty_enrol
from . import cs_loyalty_tier_set
from . import cs_suggestion_answer
