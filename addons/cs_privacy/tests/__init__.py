
from . import test_request
from . import test_request_security
from . import test_erase
from . import test_retention
