from . import tier
