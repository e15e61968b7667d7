"""Clause 6.1.1: what was accepted is never lost, and never taken in twice."""

import os
import pathlib
import re
import subprocess
import sys

import pytest
import requests

import odoo.addons.mail

from .real_server import ROOT, RealServer

MAIL = """From: Mei Lin <mei@customer.example>
To: complaint@operator.example
Subject: No signal since Monday
Message-Id: <real-mail@customer.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

我家沒有訊號。
"""


@pytest.fixture(scope="module")
def server():
    with RealServer() as running:
        prepare(running)
        yield running


def prepare(server):
    """Give the operator a mail domain and a department, as a manager does once."""
    domain = server.call("mail.alias.domain", "create", {"name": "operator.example"})
    server.call("res.company", "write", [1], {"alias_domain_id": domain})
    channel = server.call("cs.channel", "search", [["code", "=", "email"]])
    server.call("cs.channel", "write", channel, {"alias_domain_id": domain})
    server.call("hr.department", "create", {"name": "Customer Service", "cs_function": "service"})


def pipe_mail(server, mail=MAIL):
    """Hand a mail over as a mail server does; return the exit code it would see."""
    gate = pathlib.Path(odoo.addons.mail.__path__[0], "static/scripts/odoo-mailgate.py")
    command = [sys.executable, str(gate), "-d", server.database, "-u", "2", "-p", "admin"]
    command += ["--host", "127.0.0.1", "--port", str(server.port)]
    return subprocess.run(command, input=mail.encode(), check=False, timeout=60).returncode


def complaints(server, subject):
    return server.query(
        "SELECT name, department_id IS NOT NULL, date_resolve_due > date_registered, id"
        " FROM cs_complaint WHERE subject = %s",
        subject,
    )


def test_mail_survives_sigkill_and_does_not_double(server):
    assert pipe_mail(server) == 0
    server.kill()
    [(number, has_department, has_deadline, _id)] = complaints(server, "No signal since Monday")
    assert re.fullmatch(r"C\d{4}-\d{6}", number)
    assert has_department
    assert has_deadline
    server.start()
    assert pipe_mail(server) == 0
    assert len(complaints(server, "No signal since Monday")) == 1
    # The acknowledgement was only queued when the server died. Scheduled actions look for work at
    # every further complaint, and once a minute.
    assert pipe_mail(server, MAIL.replace("real-mail", "next-mail")) == 0
    statement = "SELECT ack_state FROM cs_complaint WHERE subject = 'No signal since Monday'"
    assert server.wait_for(statement, [("sent",), ("sent",)])


def post_form(server, session, form):
    files = {"files": ("bill.txt", b"two lines\nof text\n", "text/plain")}
    return session.post(f"{server.url}/complaint", data=form, files=files, timeout=60)


def test_form_survives_sigkill_and_does_not_double(server):
    session = requests.Session()
    page = session.get(f"{server.url}/complaint", timeout=60).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    [category] = server.query("SELECT min(id) FROM cs_complaint_category WHERE parent_id > 0")
    form = {
        **hidden,
        "subject": "Bill too high",
        "description": "Twice the usual amount.",
        "category_id": str(category[0]),
        "name": "Mei Lin",
        "email": "mei@customer.example",
    }
    answer = post_form(server, session, form)
    server.kill()
    assert answer.status_code == 200, answer.text
    [(number, has_department, has_deadline, complaint_id)] = complaints(server, "Bill too high")
    assert number in answer.text
    assert has_department
    assert has_deadline
    files = server.query(
        "SELECT store_fname FROM ir_attachment WHERE res_model = 'cs.complaint' AND res_id = %s",
        complaint_id,
    )
    [path] = (server.directory / "filestore" / server.database).glob(f"*/{files[0][0][3:]}")
    assert path.read_bytes() == b"two lines\nof text\n"
    server.start()
    assert number in post_form(server, session, form).text
    assert len(complaints(server, "Bill too high")) == 1


def test_pipe_takes_mail_in_any_encoding(server):
    head, text = MAIL.replace("real-mail", "gb-mail").replace("No signal", "No line").split("\n\n")
    mail = head.replace("utf-8", "gb18030").encode() + b"\n\n" + text.encode("gb18030")
    command = [sys.executable, str(ROOT / "scripts/mail-pipe"), "--url", server.url]
    command += ["--database", server.database]
    environment = {**os.environ, "CS_MAIL_PASSWORD": "admin"}
    for _dummy in range(2):
        subprocess.run(command, input=mail, env=environment, check=True, timeout=60)
    rows = server.query(
        "SELECT description FROM cs_complaint WHERE subject = %s", "No line since Monday"
    )
    assert rows == [(text.strip(),)]
    environment["CS_MAIL_PASSWORD"] = "wrong"
    refused = subprocess.run(
        command, input=mail, env=environment, check=False, timeout=60, capture_output=True
    )
    # The code that makes a mail server keep the mail and try again
    assert refused.returncode == 75
    assert b"Odoo has not taken the mail" in refused.stderr
