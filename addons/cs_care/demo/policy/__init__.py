from . import cs_demo_care
