from . import cs_demo
from . import cs_demo_routing
from . import cs_demo_intake
from . import cs_demo_answer
