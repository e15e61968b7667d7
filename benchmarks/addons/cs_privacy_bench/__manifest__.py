{
    "name": "Customer Privacy: measured fields",
    "summary": "Plain fields beside encrypted ones, for the benchmarks alone",
    "category": "Hidden/Tests",
    "version": "19.0.1.0.0",
    "author": "CS Suite contributors",
    "license": "LGPL-3",
    "depends": ["cs_privacy"],
    "data": ["security/ir.model.access.csv"],
}
