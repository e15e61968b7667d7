from . import test_complaint
from . import test_deadline
from . import test_flow
from . import test_mail
from . import test_portal
from . import test_portal_security
from . import test_security
from . import test_web_form
