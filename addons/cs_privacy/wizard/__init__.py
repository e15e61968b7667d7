from . import cs_privacy_erase
from . import cs_privacy_erase_line
from . import cs_privacy_request_reason
from . import cs_privacy_key_activate
from . import cs_privacy_key_ring
from . import cs_privacy_check_ignore
from . import cs_privacy_document_open
from . import cs_privacy_consent_record
