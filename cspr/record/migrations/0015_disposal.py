"""A case can be disposed of at the end of its time: by the database itself, and only where two people have said so (docs/adr/0137)."""

from django.db import migrations, models

# Whether somebody confirmed what another person had proposed. Asked of the entries themselves, so that nothing else opens the way.
CONFIRMED = """
CREATE FUNCTION record_disposal_confirmed(of bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM record_fact done
        JOIN record_fact proposed ON proposed.case_id = done.case_id AND proposed.kind = 'disposal_proposed'
            AND proposed.id::text = done.details->>'proposal'
        JOIN partnership_member one ON one.id = proposed.actor_id
        JOIN partnership_member another ON another.id = done.actor_id
        WHERE done.case_id = of AND done.kind = 'case_disposed' AND one.user_id <> another.user_id)
$$;
CREATE FUNCTION record_is_held(of bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (
        SELECT FROM record_fact held JOIN record_case c ON c.id = of
        WHERE ((held.case_id = of AND held.kind = 'legal_hold_placed')
            OR (held.case_id IS NULL AND held.partnership_id = c.partnership_id AND held.kind = 'all_held'))
        AND NOT EXISTS (
            SELECT FROM record_fact lifted
            WHERE lifted.partnership_id = held.partnership_id AND lifted.case_id IS NOT DISTINCT FROM held.case_id
            AND lifted.kind = CASE held.kind WHEN 'all_held' THEN 'all_released' ELSE 'legal_hold_lifted' END
            AND lifted.details->>'hold' = held.details->>'hold'))
$$;
"""
# A fact may lose what it says, and nothing else; a document of a case may go, but its certificate.
LET_GO = """
CREATE FUNCTION fact_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.details = '{}' AND NEW.salt = ''
        AND NEW.reason = (CASE OLD.reason WHEN '' THEN '' ELSE '(disposed of)' END)
        AND to_jsonb(NEW) - '{details,salt,reason}'::text[] = to_jsonb(OLD) - '{details,salt,reason}'::text[]
    THEN
        IF OLD.kind <> 'case_disposed' AND record_disposal_confirmed(OLD.case_id) THEN
            RETURN NEW;
        END IF;
        IF OLD.case_id IS NULL AND OLD.kind = 'learning_event_held' AND EXISTS (
            SELECT FROM record_fact said WHERE said.partnership_id = OLD.partnership_id AND said.case_id IS NULL AND said.seq > OLD.seq
            AND said.kind = 'records_disposed' AND said.details->>'record' = 'learning_events' AND left(OLD.at, 10) < said.details->>'before')
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: a correction is a new row', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION document_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.kind <> 'disposal_certificate' AND record_disposal_confirmed(OLD.case_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only: a correction is a new row', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER fact_append_only ON record_fact;
DROP TRIGGER document_append_only ON record_document;
CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE ON record_fact FOR EACH ROW EXECUTE FUNCTION fact_refuse_change();
CREATE TRIGGER document_append_only BEFORE UPDATE OR DELETE ON record_document FOR EACH ROW EXECUTE FUNCTION document_refuse_change();
"""
# Every table that names a case is found in the catalogue: one that is added later cannot be forgotten. Foreign keys are checked at the
# end of the transaction, so the order does not matter; a row elsewhere that still points at one that goes undoes the whole of it.
DISPOSE = """
CREATE FUNCTION record_dispose(of bigint, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE one record;
BEGIN
    PERFORM FROM record_case WHERE id = of AND disposed_at IS NULL FOR UPDATE;
    IF NOT FOUND OR NOT record_disposal_confirmed(of) OR record_is_held(of) THEN
        RAISE EXCEPTION 'no disposal of case % was confirmed, or it is held', of USING ERRCODE = 'restrict_violation';
    END IF;
    FOR one IN
        SELECT c.conrelid::regclass AS place, a.attname AS name
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'record_case'::regclass
        AND c.conrelid::regclass::text <> ALL (ARRAY['record_fact', 'record_document', 'record_submission', 'access_bar', 'access_looked', 'access_lookhead'])
    LOOP
        EXECUTE format('DELETE FROM %s WHERE %I = $1', one.place, one.name) USING of;
    END LOOP;
    DELETE FROM record_submission WHERE case_id = of AND operation <> 'retention.confirm_disposal';
    DELETE FROM record_document WHERE case_id = of AND kind <> 'disposal_certificate';
    UPDATE record_fact SET details = '{}', salt = '', reason = CASE reason WHEN '' THEN '' ELSE '(disposed of)' END
        WHERE case_id = of AND kind <> 'case_disposed';
    UPDATE record_case SET about = '', authorities = '{}', stage = '', worked_with = '', disposed_at = at WHERE id = of;
END $$;
CREATE FUNCTION record_empty_learning_events(home bigint) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    UPDATE record_fact event SET details = '{}', salt = '', reason = CASE event.reason WHEN '' THEN '' ELSE '(disposed of)' END
    WHERE event.partnership_id = home AND event.case_id IS NULL AND event.kind = 'learning_event_held' AND event.salt <> '' AND EXISTS (
        SELECT FROM record_fact said WHERE said.partnership_id = home AND said.case_id IS NULL AND said.seq > event.seq
        AND said.kind = 'records_disposed' AND said.details->>'record' = 'learning_events' AND left(event.at, 10) < said.details->>'before')
$$;
"""
UNDO = """
DROP FUNCTION record_empty_learning_events(bigint);
DROP FUNCTION record_dispose(bigint, timestamptz);
DROP TRIGGER document_append_only ON record_document;
DROP TRIGGER fact_append_only ON record_fact;
CREATE TRIGGER fact_append_only BEFORE UPDATE OR DELETE ON record_fact FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER document_append_only BEFORE UPDATE OR DELETE ON record_document FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION document_refuse_change();
DROP FUNCTION fact_refuse_change();
DROP FUNCTION record_is_held(bigint);
DROP FUNCTION record_disposal_confirmed(bigint);
"""


class Migration(migrations.Migration):
    """A column that says when, and the functions and triggers that allow it."""

    dependencies = [("record", "0014_seal_points")]
    operations = [
        migrations.AddField("case", "disposed_at", models.DateTimeField(
            null=True, help_text="What was in it is gone; its chain and its certificate stay. Set by the database alone.")),
        migrations.RunSQL(CONFIRMED + LET_GO + DISPOSE, UNDO),
    ]
