from . import cs_demo_tier
