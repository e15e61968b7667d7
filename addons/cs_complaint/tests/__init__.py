from . import test_complaint
from . import test_deadline
from . import test_flow
from . import test_mail
from . import test_security
