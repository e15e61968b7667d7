from . import cs_clause_review
from . import cs_holiday_load
from . import cs_holiday_load_line
