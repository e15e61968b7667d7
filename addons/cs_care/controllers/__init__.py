from . import survey
from . import survey_portal
