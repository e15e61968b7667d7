from . import cs_demo_group
