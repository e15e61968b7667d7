from . import cs_demo_consent
