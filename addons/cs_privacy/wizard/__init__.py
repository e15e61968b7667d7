from . import cs_privacy_key_activate
from . import cs_privacy_key_ring
