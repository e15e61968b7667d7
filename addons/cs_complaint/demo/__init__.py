from . import cs_demo
from . import cs_demo_answer
