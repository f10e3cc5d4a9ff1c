"""Looks form a chain a case, as facts do. The database itself makes each link, in one statement that holds the chain's head for as long as it runs."""

from django.db import migrations, models

# The link covers all of a row but its number in the table, and the link before it; cspr.access.looks works it out again.
LINK = """
CREATE FUNCTION look_link(previous text, seq bigint, partnership bigint, of_case bigint, member bigint, at timestamptz, kind text, what text,
                          address text, "by" text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(json_build_array(previous, seq, partnership, of_case, member, (extract(epoch FROM at) * 1000000)::bigint,
                                                     kind, what, address, "by")::text, 'UTF8')), 'hex')
$$;
"""
# With the rights of the table's owner: whoever asks needs none on the tables, and can neither choose a link nor set a head back.
NOTE = """
CREATE FUNCTION note_look(home bigint, of_case bigint, called text, who bigint, moment timestamptz, sort text, said text, origin text, session text)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    place bigint := of_case;
    head access_lookhead%ROWTYPE;
BEGIN
    IF place IS NULL AND called <> '' THEN
        SELECT id INTO place FROM record_case WHERE partnership_id = home AND reference = called;
    END IF;
    INSERT INTO access_lookhead AS h (partnership_id, case_id, seq, previous, hash)
        VALUES (home, place, 1, '', look_link('', 1, home, place, who, moment, sort, said, origin, session))
        ON CONFLICT (partnership_id, case_id) DO UPDATE SET seq = h.seq + 1, previous = h.hash,
            hash = look_link(h.hash, h.seq + 1, home, place, who, moment, sort, said, origin, session)
        RETURNING * INTO head;
    INSERT INTO access_looked (partnership_id, case_id, member_id, at, kind, what, address, "by", seq, previous, hash)
        VALUES (home, place, who, moment, sort, said, origin, session, head.seq, head.previous, head.hash);
END $$;
"""
# In the order they were written. What they say of themselves was said in the first word.
CHAIN = """
DO $$
DECLARE
    one record;
    home bigint;
    place bigint;
    number bigint := 0;
    before text := '';
    link text;
    sort text;
BEGIN
    FOR one IN SELECT * FROM access_looked ORDER BY partnership_id, case_id, id LOOP
        IF (one.partnership_id, one.case_id) IS DISTINCT FROM (home, place) THEN
            home := one.partnership_id; place := one.case_id; number := 0; before := '';
        END IF;
        number := number + 1;
        sort := CASE split_part(one.what, ': ', 1) WHEN 'step' THEN 'step' WHEN 'api' THEN 'api' WHEN 'file' THEN 'download'
                     WHEN 'downloaded' THEN 'download' WHEN 'taken away' THEN 'download' ELSE 'page' END;
        link := look_link(before, number, home, place, one.member_id, one.at, sort, one.what, '', '');
        UPDATE access_looked SET kind = sort, seq = number, previous = before, hash = link WHERE id = one.id;
        INSERT INTO access_lookhead (partnership_id, case_id, seq, previous, hash) VALUES (home, place, number, before, link)
            ON CONFLICT (partnership_id, case_id) DO UPDATE SET seq = EXCLUDED.seq, previous = EXCLUDED.previous, hash = EXCLUDED.hash;
        before := link;
    END LOOP;
END $$;
"""
APPEND_ONLY = """
CREATE OR REPLACE TRIGGER looked_append_only BEFORE UPDATE OR DELETE ON access_looked FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER look_head_stays BEFORE DELETE ON access_lookhead FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
UNDO = """
DROP TRIGGER look_head_stays ON access_lookhead;
CREATE OR REPLACE TRIGGER looked_append_only BEFORE UPDATE OR DELETE ON access_looked FOR EACH ROW WHEN (OLD.hash <> '')
    EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    """The functions, the rows there are, and from then on the database refuses as before."""

    dependencies = [("access", "0004_looks_say_from_where")]
    operations = [
        migrations.RunSQL(LINK, "DROP FUNCTION look_link"),
        migrations.RunSQL(CHAIN, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE, "DROP FUNCTION note_look"),
        migrations.AddConstraint("looked", models.UniqueConstraint(fields=["partnership", "case", "seq"], name="look_seq", nulls_distinct=False)),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
