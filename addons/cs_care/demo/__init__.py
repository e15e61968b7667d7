from . import tier
from . import group
from . import visit
