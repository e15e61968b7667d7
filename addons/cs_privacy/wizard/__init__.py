from . import base_partner_merge
from . import sms_composer
