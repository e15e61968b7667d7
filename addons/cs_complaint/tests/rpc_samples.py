"""Records of somebody else, by which the sweep looks whether a role gets at them."""

from odoo.tests import new_test_user

from odoo.addons.cs_privacy.tests.rpc_calls import RpcCalls

from ..core.facts import TRANSITION
from .common import ComplaintCommon
from .rpc_matrix import ARGUMENTS, MODELS

WORDS = "Words of somebody else's complaint"
SERVER = {"cs_transition": TRANSITION}


def samples_of(complaint, feedback, elsewhere):
    """Return records that hang on ``complaint``; all of them are the superuser's.

    :param elsewhere: a department to which nobody of the roles belongs
    """
    env = complaint.env
    complaint_id = {"complaint_id": complaint.id}
    compensation = create(
        env["cs.complaint.compensation"],
        **complaint_id,
        company_id=complaint.company_id.id,
        kind="gift",
        amount=5,
        reason=WORDS,
    )
    version = {"company_id": complaint.company_id.id, "version": 77, "active": True}
    task = env["cs.complaint.task"]._cs_open(complaint, WORDS, elsewhere)
    jargon = env["cs.jargon"].create({"term": "sweepword", "lang": "en_US"})
    env.flush_all()
    report = env["cs.complaint.report"].search([("complaint_id", "=", complaint.id)])
    return [
        *(compensation, task, complaint.stretch_ids[:1], report, jargon),
        create(env["cs.complaint.call"], **complaint_id, outcome="busy", note=WORDS),
        create(env["cs.complaint.delivery"], feedback_id=feedback.id, state="noted"),
        create(env["cs.jargon.hit"], **complaint_id, jargon_id=jargon.id),
        create(env["cs.complaint.model"], **version),
        env["cs.complaint.satisfaction"]._cs_ask(feedback),
        env["cs.complaint.cause"].create({"name": "Sweep"}),
        env["cs.complaint.regulator.case"].create(
            {**complaint_id, "authority": "NCC", "reference": "77", "demand": WORDS}
        ),
        *dialogs_of(complaint, compensation, task, elsewhere),
    ]


def dialogs_of(complaint, compensation, task, elsewhere):
    """Return a dialog of each kind about ``complaint``."""
    env = complaint.env
    one, several = {"complaint_id": complaint.id}, {"complaint_ids": complaint.ids}
    reason = {"reason": WORDS}
    bulk = env["cs.complaint.bulk"].create({**several, **reason})
    line = {"bulk_id": bulk.id, "outcome": "done", "note": WORDS}
    category = complaint.category_id.search([("complaint_class", "!=", False)], limit=1)
    values = {
        "cs.complaint.aside": {**several, **reason, "until": "2030-01-01 00:00:00"},
        "cs.complaint.bulk.line": {**one, **line},
        "cs.complaint.by.phone": {"description": WORDS},
        "cs.complaint.carry.out": {"compensation_id": compensation.id, "reference": WORDS},
        "cs.complaint.compensate": {**one, **reason, "amount": 5},
        "cs.complaint.merge": {**several, **reason},
        "cs.complaint.rate": {**one, "comment": WORDS},
        "cs.complaint.relink": {**one, **reason},
        "cs.complaint.severity.change": {**one, **reason},
        "cs.complaint.split": {**one, **reason, "subject": WORDS, "category_id": category.id},
        "cs.complaint.task.open": {**one, "name": WORDS, "department_id": elsewhere.id},
        "cs.complaint.task.step": {"task_ids": task.ids, "step": "done", "text": WORDS},
        "cs.complaint.transfer": {**several, **reason, "department_id": elsewhere.id},
    }
    return [bulk, *(env[model].create(vals) for model, vals in values.items())]


def create(model, **values):
    return model.with_context(**SERVER).create(values).with_context(cs_transition=None)


class ComplaintRpcCommon(RpcCalls, ComplaintCommon):
    """Samples of a department to which nobody of the roles belongs."""

    ours = "odoo.addons.cs_complaint."
    given = ARGUMENTS
    swept = MODELS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        for name, group in (
            ("portal", "base.group_portal"),
            ("plain", "base.group_user"),
            ("program", "cs_complaint.group_cs_complaint_api"),
        ):
            setattr(cls, name, new_test_user(cls.env, login=f"cs_sweep_{name}", groups=group))
        cls.marketing, cls.elsewhere = cls.env["hr.department"].create(
            [
                {"name": "Marketing", "cs_function": "marketing", "cs_tier": "support"},
                {"name": "Policy", "cs_function": "policy", "cs_tier": "support"},
            ]
        )
        cls.samples = cls.create_samples()
        cls.env.flush_all()

    @classmethod
    def create_samples(cls):
        """Return ``{model: record}``; all of them are the superuser's."""
        env = cls.env
        complaint, _created = env["cs.complaint"]._cs_api_register(
            "sweep", "other", {"subject": "x", "description": WORDS, "complaint_class": "marketing"}
        )
        phone = env["cs.channel"]._cs_get("phone")
        feedback = (
            env["cs.complaint.feedback"]
            .with_context(**SERVER)
            .create(
                {
                    "complaint_id": complaint.id,
                    "channel_id": phone.id,
                    "department_id": cls.marketing.id,
                    "process": WORDS,
                    "result": WORDS,
                }
            )
        )
        listener = (
            env["cs.complaint.listener"]
            .with_context(**SERVER)
            .create({"user_id": complaint.api_user_id.id, "callback": "https://93.184.216.34/hook"})
        )
        complaint._cs_api_note("value")
        text = {"process": WORDS, "result": WORDS}
        records = [
            *(complaint, feedback, complaint.clock_ids[:1], complaint.api_event_ids[:1]),
            *(listener, listener.delivery_ids[:1]),
            env["cs.complaint.approval"]._cs_request(complaint, "pause", WORDS, days=1),
            env["cs.complaint.answer"].create(
                {"complaint_id": complaint.id, "channel_id": phone.id, **text}
            ),
            env["cs.complaint.reason"].create(
                {"complaint_ids": complaint.ids, "transition": "wait", "reason": WORDS}
            ),
            env["cs.complaint.longer.waiting"].create(
                {"complaint_id": complaint.id, "reason": WORDS}
            ),
            env["cs.complaint.target"].create({}),
            env["cs.sms.gateway"].create({"name": "Sweep", "code": "sweep"}),
            *samples_of(complaint, feedback, cls.elsewhere),
        ]
        return {record._name: record.sudo() for record in records}
