from . import cs_demo_ledger
