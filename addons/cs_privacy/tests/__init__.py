
from . import test_request
from . import test_request_security
from . import test_erase
from . import test_retention
from . import test_encrypted_field
from . import test_field_options
from . import test_many_values
from . import test_rotation
from . import test_basis
from . import test_consent
from . import test_consent_performance
from . import test_consent_security
from . import test_purpose
from . import test_consent_ui
from . import test_portal_consent
from . import test_own_data
from . import test_rights_tour
