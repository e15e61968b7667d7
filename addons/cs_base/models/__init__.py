from . import cs_channel
from . import cs_clause
from . import hr_department
from . import res_company
from . import res_config_settings
