from . import test_encrypted_field
from . import test_field_options
from . import test_partner_identity
from . import test_partner_phone
from . import test_partner_search
from . import test_service_number
from . import test_sms
from . import test_contact_caller
