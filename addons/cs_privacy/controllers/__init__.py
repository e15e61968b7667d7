from . import privacy_portal
from . import request_copy
