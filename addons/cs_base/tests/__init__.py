from . import test_contact
from . import test_contact_ingest
from . import test_contact_ingest_api
from . import test_contact_security
from . import test_core
from . import test_partner_timeline
from . import test_performance
from . import test_rate_limit
