"""The second line that keeps the access log as it is: PostgreSQL refuses to change its rows.

The first line is the ORM, which refuses too, and the chain, which shows what was done past both.
The owner of the table can lift the guard; that is why the chain is keyed.
"""

from contextlib import contextmanager

_INSTALL = """
    CREATE OR REPLACE FUNCTION cs_privacy_access_log_guard() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND current_setting('cs_privacy.archive', TRUE) = 'approved' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'The access log is append-only: % refused', TG_OP
              USING ERRCODE = 'insufficient_privilege';
    END
    $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER cs_privacy_access_log_rows
        BEFORE UPDATE OR DELETE ON cs_privacy_access_log
        FOR EACH ROW EXECUTE FUNCTION cs_privacy_access_log_guard();
    CREATE OR REPLACE TRIGGER cs_privacy_access_log_table
        BEFORE TRUNCATE ON cs_privacy_access_log
        FOR EACH STATEMENT EXECUTE FUNCTION cs_privacy_access_log_guard();
"""


def install(cr):
    """Put the guard in place; without effect when it is."""
    cr.execute(_INSTALL)


def remove(cr):
    """Take the guard away, for the add-on goes and its table with it."""
    cr.execute("DROP FUNCTION IF EXISTS cs_privacy_access_log_guard() CASCADE")


@contextmanager
def archiving(cr):
    """Let this transaction delete entries; for approved archives only."""
    cr.execute("SET LOCAL cs_privacy.archive = 'approved'")
    yield
    # When something failed, PostgreSQL forgets it with the transaction.
    cr.execute("SET LOCAL cs_privacy.archive = ''")
