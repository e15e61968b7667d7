from . import cs_demo_reward
