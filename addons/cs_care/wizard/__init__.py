from . import cs_care_group_reason
