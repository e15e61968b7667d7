from . import test_visit_assign
from . import test_visit_flow
from . import test_visit_plan
from . import test_visit_reach
from . import test_visit_report
from . import test_visit_security
from . import test_visit_tour
from . import test_visit_watch
