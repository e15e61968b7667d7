from . import cs_complaint_answer
from . import cs_complaint_answer_plain
from . import cs_complaint_carry_out
from . import cs_complaint_compensate
from . import cs_complaint_longer_waiting
from . import cs_complaint_rate
from . import cs_complaint_reason
from . import cs_complaint_target
