from . import cs_privacy_consent_record
