from . import cs_survey_call_outcome
from . import cs_survey_config_settings
