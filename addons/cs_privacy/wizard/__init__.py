from . import cs_privacy_agreement_sign
from . import cs_privacy_agreement_revoke
