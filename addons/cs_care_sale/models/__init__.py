from . import account_move
from . import sale_order
from . import sale_order_coupon_points
from . import sale_order_ledger
from . import sale_order_line
