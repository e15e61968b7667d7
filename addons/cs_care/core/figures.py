"""Numbers as people read them (no ORM)."""


def figure(number, signed=False):
    """Return a number with separators and no more decimals than it has, two at most.

    >>> figure(1234567.0), figure(1200.5), figure(-3), figure(0.005)
    ('1,234,567', '1,200.5', '-3', '0.01')
    >>> figure(161.0, signed=True), figure(-0.001)
    ('+161', '0')
    """
    text = f"{number + 0.0:+,.2f}" if signed else f"{number:,.2f}"
    text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "+0", "") else text
