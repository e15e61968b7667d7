from . import cs_demo_visit
