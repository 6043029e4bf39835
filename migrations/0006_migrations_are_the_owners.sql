-- The list of applied migrations is the owner's: a service that could write it could make the next
-- `daftari migrate` pass a migration over, or refuse to run at all.

CREATE OR REPLACE FUNCTION grant_roles() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    role_name text;
    place record;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['daftari_service', 'daftari_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            EXCEPTION
                -- Another database of the cluster was migrated at the same moment.
                WHEN duplicate_object OR unique_violation THEN NULL;
                WHEN insufficient_privilege THEN
                    RAISE WARNING 'the role % is missing and this login may not make it: let its administrator make both roles, and run daftari migrate again', role_name;
                    RETURN;
            END;
        END IF;
    END LOOP;

    GRANT USAGE ON SCHEMA public, vault TO daftari_service;
    GRANT USAGE ON SCHEMA public TO daftari_reader;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, vault TO daftari_service;
    -- What is only ever added to.
    FOR place IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
                 AND relname IN ('events', 'command_log', 'tree_heads') LOOP
        EXECUTE format('REVOKE UPDATE, DELETE ON %I FROM daftari_service', place.relname);
    END LOOP;
    -- What only the owner writes.
    FOR place IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
                 AND relname IN ('store', '_sqlx_migrations') LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %I FROM daftari_service', place.relname);
    END LOOP;
    -- Neither raw deliveries nor saved answers, and nothing of the vault.
    FOR place IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
                 AND relname IN ('store', 'events', 'claims', 'checkpoints', 'tree_heads', 'tree_tiles') LOOP
        EXECUTE format('GRANT SELECT ON %I TO daftari_reader', place.relname);
    END LOOP;

    FOR place IN SELECT nspname FROM pg_namespace
                 WHERE nspname ~ '_v[0-9]+$' AND pg_has_role(nspowner, 'MEMBER') LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO daftari_service, daftari_reader', place.nspname);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO daftari_service', place.nspname);
        EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO daftari_reader', place.nspname);
    END LOOP;
END $$;
