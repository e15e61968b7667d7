from . import test_incident_flow
from . import test_incident_persons
from . import test_incident_notice
from . import test_incident_watch
from . import test_incident_security
