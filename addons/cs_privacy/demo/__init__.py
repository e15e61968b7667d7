from . import cs_demo_check
from . import cs_demo_consent
from . import cs_demo_incident
from . import cs_demo_request
