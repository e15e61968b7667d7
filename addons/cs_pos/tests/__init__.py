from . import test_pos_config
from . import test_pos_masked
from . import test_pos_profile
from . import test_pos_search
from . import test_pos_tour
