from . import cs_channel
from . import cs_makeup_day
from . import hr_department
from . import res_company
from . import res_config_settings
from . import resource_calendar
from . import resource_calendar_leaves
