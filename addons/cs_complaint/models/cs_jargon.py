from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..core.jargon import Glossary, replaced, wording

TEXT_MAX = 100_000


class CsJargon(models.Model):
    """A word of the trade, and how to say it so that customers understand it (clause 4.2.2)."""

    _name = "cs.jargon"
    _description = "Jargon"
    _order = "lang, term"
    _rec_name = "term"

    term = fields.Char(required=True, index="trigram")
    plain = fields.Char(
        string="Plain Wording", help="Leave empty when it depends on the case; the note tells."
    )
    lang = fields.Selection(
        selection="_selection_lang",
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
        help="It counts for every country with this language, for Chinese with this script.",
    )
    note = fields.Char()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Leave empty for a term that all companies share.",
    )
    hit_count = fields.Integer(
        string="Sent All the Same",
        compute="_compute_hit_count",
        help="How often the term went to customers although its plain wording was offered.",
    )

    _term_uniq = models.UniqueIndex(
        "(lower(term), lang, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "The glossary has this term in this language already.",
    )

    @api.model
    def _selection_lang(self):
        # Terms may be kept for languages that are not switched on (yet).
        languages = self.env["res.lang"].sudo().with_context(active_test=False)
        return [
            (lang.code, lang.name)
            for lang in languages.search_fetch([("code", "!=", False)], ["code", "name"])
        ]

    def _compute_hit_count(self):
        counts = dict(
            self.env["cs.jargon.hit"]
            .sudo()
            ._read_group([("jargon_id", "in", self.ids)], ["jargon_id"], ["__count"])
        )
        for jargon in self:
            jargon.hit_count = counts.get(jargon, 0)

    @api.constrains("term", "plain")
    def _check_term(self):
        for jargon in self:
            if len(" ".join(jargon.term.split())) < 2:
                raise ValidationError(self.env._("A term has two characters or more."))
            glossary = Glossary({jargon.term: jargon.id})
            if glossary.find(jargon.plain):
                raise ValidationError(
                    self.env._(
                        "The plain wording of “%(term)s” holds the term itself. Say it otherwise.",
                        term=jargon.term,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        terms = super().create(vals_list)
        self.env.registry.clear_cache()
        return terms

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # Checking ------------------------------------------------------------------------------------

    @api.model
    def check_texts(self, texts, lang):
        """Return the jargon in ``texts`` for the screens: one list per text.

        :param list texts: plain texts
        :param str lang: language of the customer
        :return: ``[[{"id", "start", "end", "found", "plain", "note"}, …], …]``
        """
        self.browse().check_access("read")
        if not isinstance(texts, list) or len(texts) > 20:
            raise ValidationError(self.env._("Check up to 20 texts at once."))
        texts = [text[:TEXT_MAX] if isinstance(text, str) else "" for text in texts]
        known = self._cs_known(lang)
        return [
            [
                {
                    "id": hit.key,
                    "start": hit.start,
                    "end": hit.end,
                    "found": text[hit.start : hit.end],
                    "plain": known[1][hit.key][0],
                    "note": known[1][hit.key][1],
                }
                for hit in known[0].find(text)
            ]
            for text in texts
        ]

    @api.model
    def _cs_find(self, text, lang):
        """Return the ids of the terms in ``text``, each once, in the order of their first use."""
        hits = self._cs_known(lang)[0].find((text or "")[:TEXT_MAX])
        return list(dict.fromkeys(hit.key for hit in hits))

    @api.model
    def _cs_replaced(self, text, lang):
        """Return ``text`` with the plain wording of each term that has one."""
        glossary, words = self._cs_known(lang)
        if not text:
            return text
        return replaced(text, glossary.find(text), {key: word[0] for key, word in words.items()})

    @api.model
    def _cs_known(self, lang):
        return self._cs_glossary(wording(lang), self.env.company.id)

    @api.model
    @ormcache("language", "company_id")
    def _cs_glossary(self, language, company_id):
        """Return ``(Glossary, {id: (plain, note)})``; a company's own terms go before the shared.

        :param str language: as :func:`~..core.jargon.wording` returns it
        """
        codes = [code for code, _name in self._selection_lang() if wording(code) == language]
        domain = Domain("lang", "in", codes) & Domain("company_id", "in", [False, company_id])
        # sudo: the same glossary for everybody of the company
        found = self.sudo().search(domain, order="company_id DESC NULLS FIRST, id")
        terms = {jargon.term.lower(): jargon.id for jargon in found}
        words = {jargon.id: (jargon.plain or "", jargon.note or "") for jargon in found}
        return Glossary(terms), words
