"""Print HTML with a headless Chromium, for systems without a wkhtmltopdf that does all of it.

Pure Python: nothing of Odoo is imported here.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

BINARIES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TIMEOUT = 120

# What a page needs is in it: it runs no script, and makes the server call nobody and read nothing.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
# Odoo's workers may not have much memory, in addresses; a browser wants more of those than it uses.
LIFT_LIMIT = 'ulimit -S -v "$(ulimit -H -v)" 2>/dev/null; exec "$0" "$@"'
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)


class PrintFailed(Exception):
    """The browser gave no PDF; the text says what it gave instead."""


def find_binary(configured=None):
    """Return the path of the browser that prints, or ``None``.

    :param str configured: path or name that goes before the usual ones

    >>> find_binary("/does/not/exist") == find_binary()
    True
    """
    for name in filter(None, (configured, *BINARIES)):
        if path := shutil.which(name):
            return path
    return None


def page_css(width, height, margins, number=True):
    """Return the CSS of a page.

    :param width: of the paper in mm
    :param height: of the paper in mm
    :param margins: top, right, bottom and left in mm
    :param bool number: print "page / pages" at the foot

    >>> page_css(210, 297, (10, 7, 12, 7), number=False)
    '@page { size: 210mm 297mm; margin: 10mm 7mm 12mm 7mm; }'
    """
    foot = (
        ' @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; }'
        if number
        else ""
    )
    sides = " ".join(f"{side:g}mm" for side in margins)
    return f"@page {{ size: {width:g}mm {height:g}mm; margin: {sides};{foot} }}"


def inner(html, tag="body"):
    """Return what is inside the first ``tag`` of a page, or all of it when there is none.

    >>> inner("<html><body class='x'><p>1</p></body></html>"), inner("<p>2</p>")
    ('<p>1</p>', '<p>2</p>')
    """
    found = re.search(rf"<{tag}\b[^>]*>(.*)</{tag}\s*>", html, re.S | re.I)
    return found[1] if found else html


def with_policy(html):
    """Return the page with a policy that lets it load nothing and run nothing.

    >>> with_policy("<html><head><title>x</title></head></html>")[:42]
    '<html><head><meta http-equiv="Content-Secu'
    >>> with_policy("<p>1</p>").endswith('<p>1</p>')
    True
    """
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
    page, found = re.subn(r"<head\b[^>]*>", lambda head: head[0] + meta, html, count=1, flags=re.I)
    return page if found else meta + html


def print_pdf(binary, html, timeout=TIMEOUT):
    """Return the PDF of one HTML page.

    :param str binary: path of the browser
    :param str html: a whole page that needs nothing from elsewhere
    :raise PrintFailed: no PDF came out, or not in time
    """
    with tempfile.TemporaryDirectory(prefix="cs_pdf_") as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(with_policy(html), encoding="utf-8")
        command = ["/bin/sh", "-c", LIFT_LIMIT, binary, *ARGUMENTS]
        command += [
            # A server has no home for a browser, and two prints may run at once.
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={target}",
            source.as_uri(),
        ]
        if os.geteuid() == 0:
            # Chromium refuses its sandbox to root: in containers, mostly.
            command.insert(4, "--no-sandbox")
        try:
            done = subprocess.run(
                command, capture_output=True, timeout=timeout, check=False, cwd=folder
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PrintFailed(type(error).__name__) from None
        if not target.exists():
            raise PrintFailed(done.stderr.decode(errors="replace")[-500:].strip() or "no output")
        return target.read_bytes()
