from . import cs_complaint_answer
from . import cs_complaint_longer_waiting
from . import cs_complaint_reason
from . import cs_complaint_target
from . import cs_complaint_task_open
from . import cs_complaint_task_step
