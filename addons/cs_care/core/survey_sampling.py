"""How many are drawn of each stratum (no ORM)."""

from math import ceil


def sample_size(eligible, method, number=0, percent=0.0):
    """Return how many of ``eligible`` customers are drawn.

    >>> sample_size(1000, "all"), sample_size(1000, "number", number=300)
    (1000, 300)
    >>> sample_size(1001, "percent", percent=5), sample_size(10, "number", number=300)
    (51, 10)
    """
    if method == "number":
        return min(number, eligible)
    if method == "percent":
        return min(ceil(eligible * percent / 100), eligible)
    return eligible


def allocate(total, strata, method="proportional"):
    """Return how many of ``total`` are drawn of each stratum.

    ``strata`` is ``[(population, eligible), …]``. Proportional: by population, remainders to the
    largest fractions. Equal: the same of each. What a stratum cannot give, others do.

    >>> allocate(100, [(900, 900), (100, 100)])
    [90, 10]
    >>> allocate(100, [(900, 900), (100, 100)], "equal")
    [50, 50]
    >>> allocate(100, [(900, 900), (100, 20)], "equal")
    [80, 20]
    >>> allocate(10, [(1, 1), (1, 1), (1, 1)]), allocate(2, [(5, 5), (5, 5), (5, 5)])
    ([1, 1, 1], [1, 1, 0])
    """
    given = [0] * len(strata)
    left = min(total, sum(eligible for _population, eligible in strata))
    while left:
        open_ = [at for at, (_p, eligible) in enumerate(strata) if given[at] < eligible]
        sizes = [strata[at][0] if method == "proportional" else 1 for at in open_]
        whole = sum(sizes) or len(sizes)
        shares = [left * (size if sum(sizes) else 1) / whole for size in sizes]
        parts = [int(share) for share in shares]
        by_rest = sorted(range(len(open_)), key=lambda at: (parts[at] - shares[at], at))
        for at in by_rest[: left - sum(parts)]:
            parts[at] += 1
        for at, part in zip(open_, parts, strict=True):
            part = min(part, strata[at][1] - given[at])
            given[at] += part
            left -= part
    return given
