from . import cs_privacy_bench_number
from . import res_partner
