from . import test_core_doctests
from . import test_holiday_load
from . import test_makeup_day
from . import test_worktime
from . import test_worktime_cache
from . import test_worktime_property
