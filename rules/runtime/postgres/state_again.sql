-- name: state_again
-- signature: state_again(text[]) returns void
-- source: Oracle Database PL/SQL Language Reference, Package State
-- why: gives package variables the values that state_all had noted
-- needs: state_set
-- example: concat(sct.state_again('{sct_example.again,z}')::text, sct.state_get('sct_example.again')) => z
CREATE OR REPLACE FUNCTION sct.state_again(state text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1 .. cardinality(state) BY 2 LOOP
    PERFORM sct.state_set(state[i], state[i + 1]);
  END LOOP;
END
$$;
