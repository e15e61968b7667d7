from odoo import api, models


class ResPartnerExportText(models.Model):
    """The copy of a person's data as people read it."""

    _inherit = "res.partner"

    @api.model
    def _cs_privacy_export_labels(self):
        """Return the titles of the readable copy: ``{section: (title, {key: label})}``.

        A hook: extend it together with :meth:`_cs_privacy_export`. Keys without a label are shown
        as they are.
        """
        return {
            "person": (
                self.env._("Your data"),
                {
                    "name": self.env._("Name"),
                    "id_document": self.env._("ID document"),
                    "id_number": self.env._("ID number"),
                    "birth_date": self.env._("Birth date"),
                    "gender": self.env._("Gender"),
                    "age_band": self.env._("Age band"),
                    "protected_phone": self.env._("Protected phone"),
                    "phone": self.env._("Phone"),
                    "email": self.env._("E-mail"),
                    "street": self.env._("Street"),
                    "street2": self.env._("Street 2"),
                    "zip": self.env._("Postal code"),
                    "city": self.env._("City"),
                    "state": self.env._("State"),
                    "country": self.env._("Country"),
                    "language": self.env._("Language"),
                    "company": self.env._("Company"),
                    "job": self.env._("Job"),
                    "website": self.env._("Website"),
                    "labels": self.env._("Labels"),
                    "bank_accounts": self.env._("Bank accounts"),
                    "account_login": self.env._("Login"),
                    "customer_since": self.env._("Customer since"),
                },
            ),
            "service_numbers": (
                self.env._("Service numbers"),
                {
                    "number": self.env._("Number"),
                    "status": self.env._("Status"),
                    "date_start": self.env._("In service since"),
                    "date_end": self.env._("Ended on"),
                },
            ),
            "contacts": (
                self.env._("Contacts with us"),
                {
                    "date": self.env._("Date"),
                    "channel": self.env._("Channel"),
                    "direction": self.env._("Direction"),
                    "kind": self.env._("Kind"),
                    "subject": self.env._("Subject"),
                    "description": self.env._("Description"),
                    "outcome": self.env._("Outcome"),
                    "caller": self.env._("Caller"),
                    "hidden_in_text": self.env._("Numbers hidden in the text"),
                    "answered": self.env._("Answered"),
                    "ended": self.env._("Ended"),
                },
            ),
            "consents": (
                self.env._("Your decisions about consent"),
                {
                    "date": self.env._("Date"),
                    "purpose": self.env._("Purpose"),
                    "channel": self.env._("Channel"),
                    "decision": self.env._("Decision"),
                    "how": self.env._("How"),
                    "text_version": self.env._("Version of the text"),
                    "guardian": self.env._("Parent or guardian"),
                    "note": self.env._("Note"),
                    "in_force": self.env._("Last decision"),
                },
            ),
            "messages": (
                self.env._("Messages"),
                {
                    "date": self.env._("Date"),
                    "from_person": self.env._("From you"),
                    "subject": self.env._("Subject"),
                    "text": self.env._("Text"),
                    "files": self.env._("Files"),
                },
            ),
            "requests": (
                self.env._("Requests about your data"),
                {
                    "number": self.env._("Number"),
                    "kind": self.env._("Kind"),
                    "state": self.env._("State"),
                    "received": self.env._("Received"),
                    "deadline": self.env._("Deadline"),
                    "finished": self.env._("Finished"),
                    "asked": self.env._("Asked"),
                    "result": self.env._("Result"),
                },
            ),
        }

    @api.model
    def _cs_privacy_export_choices(self):
        """Hook: where the words for codes come from, ``{(section, key): (model, field)}``."""
        return {
            ("person", "id_document"): ("res.partner", "cs_id_type"),
            ("person", "gender"): ("res.partner", "cs_gender"),
            ("person", "age_band"): ("res.partner", "cs_age_band"),
            ("person", "language"): ("res.partner", "lang"),
            ("service_numbers", "status"): ("cs.service.number", "status"),
            ("contacts", "direction"): ("cs.contact", "direction"),
            ("contacts", "kind"): ("cs.contact", "kind"),
            ("consents", "decision"): ("cs.privacy.consent", "event"),
            ("consents", "how"): ("cs.privacy.consent", "how"),
            ("requests", "kind"): ("cs.privacy.request", "kind"),
            ("requests", "state"): ("cs.privacy.request", "state"),
        }

    @api.model
    def _cs_privacy_export_layout(self, content):
        """Return a document as ``[(title, [[(label, text), …], …]), …]`` for people to read."""
        labels = self._cs_privacy_export_labels()
        choices = {
            key: dict(self.env[model]._fields[field]._description_selection(self.env))
            for key, (model, field) in self._cs_privacy_export_choices().items()
        }
        words = {True: self.env._("yes"), False: self.env._("no")}

        def text(section, key, value):
            if isinstance(value, bool):
                return words[value]
            if isinstance(value, list):
                return ", ".join(map(str, value))
            return choices.get((section, key), {}).get(value, str(value))

        layout = []
        for section, values in content.items():
            if not isinstance(values, (dict, list)):
                continue
            title, names = labels.get(section, (section, {}))
            rows = [values] if isinstance(values, dict) else values
            lines = [
                [
                    (names.get(key, key), text(section, key, value))
                    for key, value in row.items()
                    if value not in (None, [])
                ]
                for row in rows
            ]
            layout.append((title, lines))
        return layout
