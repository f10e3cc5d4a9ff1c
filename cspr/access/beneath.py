"""What the policies rest on: functions of the database's owner that say what who asks may see, as the service has signed it (ADR 0110).

Who asks is a setting of the connection, and so is what these functions have worked out for it, so that they do that once a request. A
setting is believed where it is signed for this very connection, purpose and person: by the service or, what is worked out here, here.
"""

from __future__ import annotations

from cspr.access.policies import CLOSED, COLLATED, MATERIAL
from cspr.access.rooms import COLLATED as COLLATED_ROOMS
from cspr.access.rooms import OPENS

_COLLATED_SCOPES = ", ".join(f"'{scope}'" for scope, rooms in sorted(OPENS.items()) if rooms & COLLATED_ROOMS)
_THEIRS = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$"
# Who asks, taken apart once and not for each row; and the grants of theirs that hold on the day.
_ASKED = """asked jsonb := public.cspr_said('cspr.asked')::jsonb;
    home bigint := asked ->> 'home';
    user_ bigint := asked ->> 'user';
    role_ text := asked ->> 'role';
    whos text[] := ARRAY['', asked ->> 'who'];
    today date := asked ->> 'on';"""
_HELD = "g.partnership_id = home AND g.role = role_ AND g.who = ANY (whos) AND g.since <= today AND (g.until IS NULL OR g.until >= today)"

FUNCTIONS = f"""
CREATE TABLE IF NOT EXISTS public.access_key (key bytea NOT NULL, one boolean PRIMARY KEY DEFAULT true CHECK (one));

CREATE OR REPLACE FUNCTION public.cspr_signature(setting text, said text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE {_THEIRS}
DECLARE
    secret bytea := (SELECT key FROM public.access_key);
    whose text := CASE setting WHEN 'cspr.asked' THEN '' ELSE left(current_setting('cspr.asked', true), 64) END;
    signed text := concat_ws(' ', pg_backend_pid(), setting, coalesce(whose, ''), said);
BEGIN
    RETURN encode(sha256(secret || sha256(secret || convert_to(signed, 'UTF8'))), 'hex');
END $$;
REVOKE EXECUTE ON FUNCTION public.cspr_signature(text, text) FROM PUBLIC;

-- What a setting says; NULL where it says nothing. One that was not signed is an error, and not a stranger.
CREATE OR REPLACE FUNCTION public.cspr_said(setting text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE {_THEIRS}
DECLARE
    given text := current_setting(setting, true);
BEGIN
    IF given IS NULL OR given = '' THEN
        RETURN NULL;
    END IF;
    IF left(given, 64) IS DISTINCT FROM public.cspr_signature(setting, substr(given, 65)) THEN
        RAISE EXCEPTION 'the setting % was not signed by the service', setting USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN substr(given, 65);
END $$;

CREATE OR REPLACE FUNCTION public.cspr_asked(word text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT public.cspr_said('cspr.asked')::jsonb ->> word
$$;

CREATE OR REPLACE FUNCTION public.cspr_unbarred() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE {_THEIRS}
    SELECT NOT EXISTS (SELECT FROM public.access_bar WHERE user_id = public.cspr_asked('user')::bigint)
$$;

-- The cases that are granted to who asks (to read as far as that); for who sees every case of the partnership, those that are closed to them.
-- The former, which may be thousands, are looked up once for whoever asks and kept in a setting; one that was not signed is worth nothing.
CREATE OR REPLACE FUNCTION public.cspr_listed(far integer) RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL RESTRICTED {_THEIRS}
DECLARE
    setting text := 'cspr.listed_' || far;
    kept text := current_setting(setting, true);
BEGIN
    IF kept <> '' AND left(kept, 64) = public.cspr_signature(setting, substr(kept, 65)) THEN
        RETURN substr(kept, 65)::bigint[];
    END IF;
    DECLARE
        {_ASKED}
        closed bigint[] := ARRAY(SELECT case_id FROM public.access_bar WHERE user_id = user_);
        found bigint[];
    BEGIN
        IF (asked ->> 'standing')::boolean THEN
            RETURN closed;
        END IF;
        found := ARRAY(SELECT DISTINCT g.case_id FROM public.access_grant g
                WHERE {_HELD} AND (far < {COLLATED} OR g.scope IN ({_COLLATED_SCOPES})) AND g.case_id <> ALL (closed))
            || ARRAY(SELECT one::bigint FROM jsonb_array_elements_text(asked -> 'emergencies') one
                WHERE far <= (asked ->> 'far_in_emergencies')::integer AND one::bigint <> ALL (closed));
        PERFORM set_config(setting, public.cspr_signature(setting, found::text) || found::text, false);
        RETURN found;
    END;
END $$;

-- The one case at hand, where it is open as far as that: said by the door, or by `cspr_go_to`.
CREATE OR REPLACE FUNCTION public.cspr_at_hand(far integer) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE {_THEIRS}
DECLARE
    said text := public.cspr_said('cspr.at_hand');
BEGIN
    RETURN CASE WHEN far <= split_part(said, ' ', 2)::integer THEN split_part(said, ' ', 1)::bigint END;
END $$;

-- The page is at the case of that reference: how far it is open to who asks is looked up once.
CREATE OR REPLACE FUNCTION public.cspr_go_to(called text) RETURNS void LANGUAGE plpgsql {_THEIRS}
DECLARE
    {_ASKED}
    here bigint := (SELECT id FROM public.record_case WHERE partnership_id = home AND reference = called);
    said text := here || ' ' || CASE
        WHEN EXISTS (SELECT FROM public.access_bar WHERE case_id = here AND user_id = user_) THEN {CLOSED}
        WHEN (asked ->> 'standing')::boolean THEN (asked ->> 'far')::integer
        ELSE greatest({CLOSED}, CASE WHEN asked -> 'emergencies' @> to_jsonb(here) THEN (asked ->> 'far_in_emergencies')::integer END,
            (SELECT max(CASE WHEN g.scope IN ({_COLLATED_SCOPES}) THEN {COLLATED} ELSE {MATERIAL} END) FROM public.access_grant g
                WHERE g.case_id = here AND {_HELD})) END;
BEGIN
    PERFORM set_config('cspr.at_hand', coalesce(public.cspr_signature('cspr.at_hand', said) || said, ''), false);
END $$;
"""  # noqa: S608 - our own words
