from . import index
from . import tier
from . import visit
