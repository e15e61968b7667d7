import base64
import json
from types import SimpleNamespace
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .. import ring
from ..core import keyring
from .access_common import AccessCommon
from .common import ID_NUMBER, PHONE

# Every expression is tried by a server action on a customer, as an administrator. None may give
# the telephone or the identity number, or a part of them that their masks hide.
EXPRESSIONS = [
    # The value and its text
    "record.cs_phone",
    "record.sudo().cs_phone",
    "[c for c in record.cs_phone]",
    "list(record.sudo().mapped('cs_phone'))",
    "str(record.cs_phone) + repr(record.cs_phone) + '%s %r' % (record.cs_phone, record.cs_phone)",
    "record.cs_phone.encode()",
    "record.cs_phone.replace('*', '1')",
    "record.cs_phone.center(40) + record.cs_phone.lower()",
    "'{0.cs_phone} {0.cs_phone!r} {0.cs_phone:>40}'.format(record)",
    "json.dumps(record.sudo().read(['cs_phone', 'cs_id_number']), default=str)",
    # Generic doors
    "record.sudo().read(['cs_phone'])",
    "record.sudo().web_read({'cs_phone': {}})",
    "record.sudo().search_read([('id', '=', record.id)], ['cs_phone'])",
    "record.sudo().export_data(['cs_phone', 'cs_id_number'])",
    "record.sudo().copy_data()",
    "record.sudo()._convert_to_write({'cs_phone': record.cs_phone})",
    "record.sudo()._read_format(['cs_phone'])",
    "model.new(origin=record).cs_phone",
    "model.new({'cs_phone': record.cs_phone}).cs_phone",
    "record.copy().cs_phone",
    "record.sudo().filtered_domain([('cs_phone', '!=', False)]).mapped('cs_phone')",
    "record.onchange({'cs_phone': record.cs_phone}, ['cs_phone'], {'cs_phone': {}})",
    "record.with_context(prefetch_fields=False).sudo().cs_phone",
    # The field
    "record._fields['cs_phone'].convert_to_export(record.cs_phone, record)",
    "record._fields['cs_phone'].convert_to_read(record.cs_phone, record)",
    "record._fields['cs_phone'].convert_to_write(record.cs_phone, record)",
    "record._fields['cs_phone'].convert_to_display_name(record.cs_phone, record)",
    "record._fields['cs_phone'].convert_to_cache(record.cs_phone, record)",
    "record._fields['cs_phone'].convert_to_record(record.cs_phone, record)",
    "record._fields['cs_phone'].canonical(record.cs_phone, env)",
    "record._fields['cs_phone'].search_text(record.cs_phone, env)",
    "record._fields['cs_phone'].index_values(env, [record.cs_phone])",
    "record._fields['cs_phone'].plaintext(record)",
    "record._fields['cs_phone'].open(record)",
    "record._fields['cs_phone'].sealer(record)(record.id, record.cs_phone)",
    "record._fields['cs_phone'].filter_function(record, 'cs_phone', 'in', [record.cs_phone])",
    "record._fields['cs_phone']._get_cache(env)",
    "record._fields['cs_id_number'].sealer(record)(record.id, record.cs_phone)",
    "env.cache.get(record, record._fields['cs_phone'])",
    "env.transaction.field_data",
    # Attributes that Python hides, and what str.format reaches
    "record.cs_phone._origin",
    "record.cs_phone._clear",
    "'{0._Masked__origin}'.format(record.cs_phone)",
    "'{0._Masked__clear} {0._Masked__token}'.format(record.cs_phone)",
    "'{0.__reduce__}'.format(record.cs_phone)",
    "'{0.canonical.__globals__[ring].current.__globals__[_ring]._masters}'.format(field)",
    "'{0.canonical.__globals__[ring].current.__globals__[_ring]._fields}'.format(field)",
    "'{0.canonical.__globals__[clear_text]}'.format(field)",
    (
        "'{0.canonical.__globals__[ring].current.__globals__[_ring]._masters[k1].__closure__}'"
        ".format(field)"
    ),
    # Functions that modules keep to themselves
    "env['res.partner'].open_for_system(record, 'cs_phone')",
    "record.open_for_system('cs_phone')",
    "env['cs.privacy.mixin'].open_for_system(record, 'cs_phone')",
    "env['cs.privacy.key'].secret('k1')",
    "env['cs.privacy.access.log']._cs_link('', {}, 'k1')",
    # The door itself, without the right, in another's name, or by the way of an export
    "record.privacy_reveal(['cs_phone'], 'service', 'because I can')",
    "record.sudo().privacy_reveal(['cs_phone'], 'service', 'because I can')",
    "record._cs_open_export(env['cs.privacy.access.request'])",
    (
        "record._cs_open_export(env['cs.privacy.access.request'].new({'field_names': 'cs_phone',"
        " 'purpose_id': 1, 'reason': 'because I can', 'state': 'approved'}))"
    ),
    # Databases, templates, reports
    "env.execute_query(env['cs.privacy.key']._table)",
    "env['mail.render.mixin']._render_template('{{ object.cs_phone }}', 'res.partner', record.ids)",
    "env['ir.qweb']._render_template(record)",
]


@tagged("post_install", "-at_install")
class TestServerAction(AccessCommon):
    """Code of an administrator in the database gets masks, whichever way it goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.create_user("cs_p_admin", "base.group_system,cs_base.group_cs_base_user")
        cls.customer.flush_recordset()
        cls.customer.invalidate_recordset()
        # The digits that no mask shows
        cls.secrets = [PHONE, PHONE[3:], PHONE[6:-4], ID_NUMBER, ID_NUMBER[3:-3]]
        _kind, path = ring.source()
        for key in json.loads(keyring.read(path))["keys"].values():
            cls.secrets += [key, repr(base64.b64decode(key))]

    def run_code(self, code, user=None, records=None):
        records = records or self.customer
        action = self.env["ir.actions.server"].create(
            {
                "name": "Attack",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": code,
            }
        )
        action = action.with_user(user or self.admin).with_context(
            active_model="res.partner", active_id=records[:1].id, active_ids=records.ids
        )
        return action.run()

    def assertHidden(self, outcome, expression):
        known = [secret for secret in self.secrets if secret in str(outcome)]
        self.assertFalse(known, expression)

    def test_expressions(self):
        for expression in EXPRESSIONS:
            expression = expression.replace("field)", "record._fields['cs_phone'])")
            code = f"action = {{'found': {expression}}}"
            with self.subTest(expression=expression):
                try:
                    with self.env.cr.savepoint():
                        found = str(self.run_code(code))
                except Exception as error:
                    found = str(error)
                self.assertHidden(found, expression)

    def test_harness_notices(self):
        """A server action that knows the value is noticed, so the others are too."""
        found = self.run_code(f"action = {{'found': '{PHONE}'}}")
        with self.assertRaises(AssertionError):
            self.assertHidden(found, "")

    def test_statements(self):
        for code in (
            "import odoo",
            "from odoo.addons.cs_privacy import encrypted",
            "x = record.cs_phone.__class__",
            "x = record.cs_phone._Masked__origin",
            "x = record.privacy_reveal.__globals__",
            "record.cs_phone.text = 1",
            "x = getattr(record, 'cs_phone')",
            "x = [].__class__.__base__.__subclasses__()",
            "x = open('/etc/passwd')",
        ):
            # Refused when it is written, or when it runs
            refused = r"(?i)forbidden|not defined|access to|opcodes|evaluating"
            with self.subTest(code=code), self.assertRaisesRegex(Exception, refused):
                self.run_code(code)

    def test_value_of_another_kind(self):
        """The mask of a telephone would show most digits of an identity number."""
        self.assertRefused(
            "Protected Phone cannot take the value of ID Number",
            self.run_code,
            "record.write({'cs_phone': record.cs_id_number})",
        )
        self.assertRefused(
            "cannot take the value of",
            self.run_code,
            "env['res.partner'].create({'name': 'x', 'cs_phone': record.cs_id_number})",
        )

    def test_copied_into_plain_fields_it_is_the_mask(self):
        self.run_code(
            "record.write({'comment': record.cs_phone, 'ref': record.sudo().cs_id_number})"
        )
        self.customer.flush_recordset()
        self.assertHidden(self.customer.read(["comment", "ref"]), "copied")
        self.run_code("record.message_post(body=record.cs_phone)")
        self.assertHidden(self.customer.message_ids.mapped("body"), "posted")

    # In the name of somebody who may

    IN_THE_NAME = (
        "user = env['res.users'].search([('login', '=', 'cs_p_eye')])\n"
        "action = record.with_user(user).privacy_reveal(['cs_phone'], 'service', 'because I can')"
    )

    def test_in_anothers_name_in_a_request(self):
        request = SimpleNamespace(env=SimpleNamespace(uid=self.admin.id))
        with patch("odoo.addons.cs_privacy.models.cs_privacy_reveal.request", request):
            self.assertRefused(
                "not to a program that acts in somebody's name",
                self.run_code,
                self.IN_THE_NAME,
                error=AccessError,
            )
            request.env.uid = self.revealer.id
            self.assertTrue(self.reveal())

    def test_in_anothers_name_in_a_scheduled_action(self):
        cron = self.env["ir.cron"].create(
            {
                "name": "Attack",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": f"record = model.browse({self.customer.id})\n{self.IN_THE_NAME}",
                "user_id": self.revealer.id,
            }
        )
        with (
            self.assertLogs("odoo.addons.base.models.ir_cron", "ERROR") as logged,
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.assertIn("not to a program", "".join(logged.output))
        self.assertFalse(self.entries())

    def test_forged_entries_are_refused(self):
        for code in (
            "env['cs.privacy.access.log'].create({'kind': 'reveal'})",
            "env['cs.privacy.access.log'].sudo().search([], limit=1).write({'reason': 'x'})",
            "env['cs.privacy.access.log'].sudo().search([], limit=1).unlink()",
        ):
            with self.subTest(code=code), self.enter_registry_test_mode():
                self.log._cs_record("reveal", res_ids=[1])
                with self.assertRaises(AccessError):
                    self.run_code(code)
