from . import own_data
from . import request_copy
from . import access_export
from . import document
from . import portal_consent
from . import unsubscribe
