from . import test_sale_ledger
