from . import ledger
from . import tier

# After the two whose hooks it extends
from . import group

from . import policy
from . import reward
from . import survey
from . import visit

# After the services whose hooks it extends
from . import index
from . import portal
