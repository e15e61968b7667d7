from . import cs_complaint_answer
from . import cs_complaint_longer_waiting
from . import cs_complaint_reason
from . import cs_complaint_target
from . import res_config_settings_portal
