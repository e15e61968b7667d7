from . import test_group_green
from . import test_group_special
from . import test_group_suggestion
