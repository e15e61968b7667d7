"""Exports and merges translations; scripts/i18n says how it is used.

i18n.py [--check] CONFIG DATABASE ADDONS_DIRECTORY MODULE...
"""

import datetime
import io
import pathlib
import sys

import polib

import odoo.init  # the package is complete only after this
import odoo.tools
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools.translate import trans_export

LANGUAGES = {"zh_TW": "Chinese (Traditional)", "zh_CN": "Chinese (Simplified)"}


def exported(env, module):
    """The module's terms as a polib file, in the order of their text."""
    buffer = io.BytesIO()
    if not trans_export(None, [module], buffer, "po", env):
        return polib.POFile()
    pot = polib.pofile(buffer.getvalue().decode(), wrapwidth=78)
    pot.sort(key=lambda entry: entry.msgid)
    return pot


def key(entry):
    return entry.msgctxt, entry.msgid


def read(path):
    return polib.pofile(str(path), wrapwidth=78) if path.exists() else polib.POFile(wrapwidth=78)


def terms(po):
    return {key(entry): entry for entry in po if not entry.obsolete}


def untranslated(po, pot):
    """Terms of the template that have no translation, or only a guessed one."""
    known = terms(po)
    return [
        entry.msgid
        for entry in pot
        if not (found := known.get(key(entry))) or not found.msgstr or found.fuzzy
    ]


def merge(pot, po, language):
    """The template's terms with the translations that exist, as a new file."""
    merged = polib.POFile(wrapwidth=78)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M+0000")
    merged.metadata = {
        "Project-Id-Version": "CS Suite 19.0",
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": now,
        "PO-Revision-Date": now,
        "Last-Translator": "CS Suite contributors",
        "Language-Team": LANGUAGES.get(language, ""),
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;" if language else "",
    }
    known = terms(po)
    for entry in pot:
        found = known.get(key(entry))
        merged.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgstr=found.msgstr if found else "",
                comment=entry.comment,
                tcomment=found.tcomment if found else "",
                occurrences=entry.occurrences,
                flags=sorted({*entry.flags, *(found.flags if found else ())}),
            )
        )
    return merged


def save(po, path):
    """Write the file unless only its dates would change."""
    old = read(path)
    po.metadata.update(
        (name, old.metadata[name])
        for name in ("POT-Creation-Date", "PO-Revision-Date")
        if name in old.metadata and [str(entry) for entry in old] == [str(entry) for entry in po]
    )
    path.parent.mkdir(exist_ok=True)
    path.write_text(str(po).rstrip("\n") + "\n")


def update(module, pot, directory):
    """Rewrite the module's files; the count of untranslated terms per language."""
    save(merge(pot, polib.POFile(), ""), directory / f"{module}.pot")
    missing = {}
    for language in LANGUAGES:
        path = directory / f"{language}.po"
        merged = merge(pot, read(path), language)
        save(merged, path)
        missing[language] = len(untranslated(merged, pot))
    return missing


def problems(module, pot, directory):
    """What ./test complains about: sentences, one for each file that is not in order."""
    path = directory / f"{module}.pot"
    if terms(read(path)).keys() != terms(pot).keys():
        new = terms(pot).keys() - terms(read(path)).keys()
        gone = terms(read(path)).keys() - terms(pot).keys()
        example = repr(next(iter(new or gone))[1])
        counts = f"{len(new)} new, {len(gone)} gone, as {example}"
        yield f"{path.name} is out of date ({counts}): run scripts/i18n."
    for language in LANGUAGES:
        missing = untranslated(read(directory / f"{language}.po"), pot)
        if missing:
            counts = f"{len(missing)} of {len(pot)} terms, as {missing[0]!r}"
            yield f"{module}/{language}.po lacks {counts}."


def main(arguments):
    check = "--check" in arguments
    config, database, addons, *modules = [word for word in arguments if word != "--check"]
    odoo.tools.config.parse_config(
        ["-c", config, "-d", database, "--log-level=warn", "--max-cron-threads=0"],
        setup_logging=True,
    )
    wrong = []
    with Registry(database).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        for module in modules:
            pot = exported(env, module)
            directory = pathlib.Path(addons, module, "i18n")
            if not len(pot):
                continue
            if check:
                wrong.extend(problems(module, pot, directory))
            else:
                missing = update(module, pot, directory)
                counts = ", ".join(f"{name} lacks {count}" for name, count in missing.items())
                print(f"{module}: {len(pot)} terms, {counts}")
    if wrong:
        sys.exit("\n".join(wrong))
    if check:
        print("Translations are complete.")


if __name__ == "__main__":
    main(sys.argv[1:])
