from . import cs_loyalty_adjustment_fill
from . import cs_loyalty_adjustment_refuse
from . import cs_loyalty_redeem
from . import cs_loyalty_redemption_cancel
from . import cs_loyalty_voucher_import
from . import cs_loyalty_alert_verdict
from . import cs_loyalty_card_block
from . import res_config_settings_loyalty
