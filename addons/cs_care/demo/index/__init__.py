from . import cs_demo_index
