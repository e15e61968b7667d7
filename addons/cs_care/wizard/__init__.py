from . import cs_care_preview
from . import res_config_settings_care
