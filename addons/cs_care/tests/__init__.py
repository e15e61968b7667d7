from . import test_group_special
