from . import tier
from . import visit
