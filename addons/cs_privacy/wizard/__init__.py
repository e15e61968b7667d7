from . import cs_privacy_erase
from . import cs_privacy_erase_line
from . import cs_privacy_request_reason
