from . import cs_privacy_incident_new
from . import cs_privacy_incident_reason
from . import cs_privacy_incident_alternative
