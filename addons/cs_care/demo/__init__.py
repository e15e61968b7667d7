from . import index
from . import tier
from . import group
from . import visit
from . import survey
from . import ledger
from . import policy
from . import reward
