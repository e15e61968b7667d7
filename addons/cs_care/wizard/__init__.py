from . import cs_care_group_reason
from . import cs_suggestion_answer
