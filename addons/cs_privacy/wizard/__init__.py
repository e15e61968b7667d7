from . import cs_privacy_check_ignore
from . import cs_privacy_document_open
