"""A made-up personnel schema, before and after conversion, for looking at reports. Not the output of any rule."""

from __future__ import annotations

from dataclasses import dataclass

from sct.report.model import CodeInfo


@dataclass(frozen=True)
class Note:
    """A finding; ``at`` and ``to`` are text to point at in source and target."""

    code: str
    severity: str
    fidelity: str
    message: str
    at: str = ""
    to: str = ""
    check: str = ""


@dataclass(frozen=True)
class Piece:
    """One object with its texts."""

    id: str
    kind: str
    fidelity: str
    file: str
    source: str
    target: str
    depends_on: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    failure: str = ""


CODES = {
    "OR0100": CodeInfo("storage clause left out", "PostgreSQL has no tablespace sizing per object.", 0, ""),
    "SC1120": CodeInfo(
        "DATE carries a time", "An Oracle DATE has a time of day; it becomes timestamp(0), which keeps it.", 0, ""
    ),
    "OR0131": CodeInfo(
        "empty string is NULL",
        "Oracle stores '' as NULL. On PostgreSQL the two differ, so the converted code relies on no empty strings "
        "arriving in this column.",
        10,
        "Run the check on the source. If rows come back, normalise '' to NULL when loading.",
    ),
    "OR0140": CodeInfo(
        "byte length",
        "VARCHAR2(n BYTE) limits bytes, varchar(n) limits characters; the converted column takes more.",
        5,
        "Run the check; add an octet_length CHECK constraint if an interface downstream relies on bytes.",
    ),
    "OR0210": CodeInfo("nvl", "NVL becomes COALESCE.", 0, ""),
    "OR0233": CodeInfo("months_between", "Emulated by sct.months_between, executed against documented results.", 0, ""),
    "OR0301": CodeInfo(
        "autonomous transaction",
        "PRAGMA AUTONOMOUS_TRANSACTION commits on its own. PostgreSQL has no such thing inside one session: the log "
        "row is written in the caller's transaction and vanishes when the caller rolls back.",
        120,
        "Decide whether the log has to survive a rollback. If so, write through a second connection (dblink) or send "
        "the row to a queue; if not, accept the difference and close this finding.",
    ),
    "OR0312": CodeInfo(
        "commit inside a function",
        "A PostgreSQL function cannot end a transaction.",
        90,
        "Move the COMMIT to the caller or turn the function into a procedure with an OUT parameter.",
    ),
    "OR0340": CodeInfo(
        "exception block rolls back more",
        "PostgreSQL undoes the whole block when an exception is caught; Oracle undoes the failed statement only.",
        45,
        "Put only the statement that may fail into the inner block.",
    ),
    "OR0405": CodeInfo(
        "MODEL clause",
        "There is no equal of the MODEL clause in PostgreSQL.",
        480,
        "Write the forecast as a recursive query or a PL/pgSQL loop over an array, and compare results on test data.",
    ),
    "OR0410": CodeInfo("hierarchical query", "CONNECT BY becomes a typed recursive query with the same row order.", 0),
    "OR0501": CodeInfo(
        "external table or BFILE",
        "The server reads a file next to the database. PostgreSQL has no BFILE.",
        240,
        "Load the files into a bytea or large object column, or keep only the path and read it in the application.",
    ),
    "SC1520": CodeInfo(
        "scheduler job",
        "DBMS_SCHEDULER has no equal in the server.",
        60,
        "Create the job in pg_cron or the company's scheduler; the call and the calendar are in the report.",
    ),
    "SC1533": CodeInfo(
        "advanced queuing",
        "DBMS_AQADM queues have no equal in the server.",
        960,
        "Choose a queue (a table with SKIP LOCKED, or a broker), and rewrite enqueue and dequeue calls.",
    ),
    "SC1610": CodeInfo("package state", "Package variables live in a session table, set on first use.", 0, ""),
    "SC1700": CodeInfo("not understood", "This statement did not parse.", 30, "Write it by hand or report a bug."),
}

DATE = Note("SC1120", "note", "exact", "HIRE_DATE keeps its time of day", "DATE", "timestamp(0)")
STORAGE = Note("OR0100", "note", "exact", "TABLESPACE users and STORAGE left out", "TABLESPACE")


def table(name: str, columns: list[tuple[str, str, str]], deps: tuple[str, ...] = (), *notes: Note) -> Piece:
    """A table from (name, source type, target type) rows."""
    width = max(len(column) for column, _, _ in columns)
    source = ",\n".join(f"  {c.upper():<{width}} {s}" for c, s, _ in columns)
    target = ",\n".join(f"    {c} {t}" for c, _, t in columns)
    fidelity = "exact"
    for word in ("assumes", "differs", "refused"):
        if any(note.fidelity == word for note in notes):
            fidelity = word
    return Piece(
        f"hr.{name}",
        "table",
        fidelity,
        "tables.sql",
        f"CREATE TABLE HR.{name.upper()}\n(\n{source}\n)\nTABLESPACE users\nSTORAGE (INITIAL 64K NEXT 1M);",
        f"CREATE TABLE hr.{name} (\n{target}\n);",
        deps,
        (STORAGE, *notes),
    )


def short(id_: str, kind: str, source: str, target: str, *deps: str, fidelity: str = "exact", **more: object) -> Piece:
    file = {"index": "indexes.sql", "sequence": "sequences.sql", "view": "views.sql"}.get(kind, "code.sql")
    notes = more.get("notes", ())
    assert isinstance(notes, tuple)
    return Piece(id_, kind, fidelity, file, source, target, deps, notes, str(more.get("failure", "")))


PAY_SOURCE = """\
CREATE OR REPLACE PACKAGE BODY hr.pay_pkg AS
  g_rate  NUMBER := 0.19;   -- flat rate until the tax table is in

  FUNCTION tax_of(p_salary IN NUMBER) RETURN NUMBER IS
  BEGIN
    RETURN ROUND(NVL(p_salary, 0) * g_rate, 2);
  END tax_of;

  PROCEDURE run(p_month IN DATE) IS
    v_total NUMBER := 0;
  BEGIN
    FOR r IN (SELECT employee_id, salary, commission_pct
                FROM hr.employees
               WHERE hire_date < ADD_MONTHS(TRUNC(p_month, 'MM'), 1)
               ORDER BY employee_id)
    LOOP
      BEGIN
        INSERT INTO hr.payroll_run (run_month, employee_id, gross, tax)
        VALUES (TRUNC(p_month, 'MM'), r.employee_id,
                r.salary * (1 + NVL(r.commission_pct, 0)), tax_of(r.salary));
        v_total := v_total + r.salary;
      EXCEPTION
        WHEN DUP_VAL_ON_INDEX THEN
          hr.audit_pkg.log_error('payroll: already paid ' || r.employee_id);
      END;
    END LOOP;
    hr.audit_pkg.log_info('payroll total ' || TO_CHAR(v_total, 'FM999G999D00'));
  END run;
END pay_pkg;
/"""
PAY_TARGET = """\
CREATE FUNCTION pay_pkg.tax_of(p_salary numeric) RETURNS numeric
LANGUAGE plpgsql SECURITY DEFINER SET search_path = hr, pay_pkg, pg_temp AS $sct$
BEGIN
    RETURN round(COALESCE(p_salary, 0) * sct.get_number('pay_pkg.g_rate', 0.19), 2);
END;
$sct$;

CREATE PROCEDURE pay_pkg.run(p_month timestamp(0))
LANGUAGE plpgsql SECURITY DEFINER SET search_path = hr, pay_pkg, pg_temp AS $sct$
DECLARE
    v_total numeric := 0;
    r record;
BEGIN
    FOR r IN
        SELECT employee_id, salary, commission_pct
        FROM hr.employees
        WHERE hire_date < sct.add_months(date_trunc('month', p_month), 1)
        ORDER BY employee_id
    LOOP
        BEGIN
            INSERT INTO hr.payroll_run (run_month, employee_id, gross, tax)
            VALUES (date_trunc('month', p_month), r.employee_id,
                    r.salary * (1 + COALESCE(r.commission_pct, 0)), pay_pkg.tax_of(r.salary));
            v_total := v_total + r.salary;
        EXCEPTION
            WHEN unique_violation THEN
                CALL audit_pkg.log_error(concat('payroll: already paid ', r.employee_id));
        END;
    END LOOP;
    CALL audit_pkg.log_info(concat('payroll total ', sct.to_char(v_total, 'FM999G999D00')));
END;
$sct$;"""

HR: tuple[Piece, ...] = (
    short("hr.employees_seq", "sequence", "CREATE SEQUENCE hr.employees_seq START WITH 207 INCREMENT BY 1 NOCACHE;",
          "CREATE SEQUENCE hr.employees_seq AS bigint START WITH 207 INCREMENT BY 1 CACHE 1;"),
    short("hr.departments_seq", "sequence", "CREATE SEQUENCE hr.departments_seq START WITH 280 INCREMENT BY 10;",
          "CREATE SEQUENCE hr.departments_seq AS bigint START WITH 280 INCREMENT BY 10 CACHE 20;"),
    short("hr.locations_seq", "sequence", "CREATE SEQUENCE hr.locations_seq START WITH 3300 INCREMENT BY 100;",
          "CREATE SEQUENCE hr.locations_seq AS bigint START WITH 3300 INCREMENT BY 100 CACHE 20;"),
    short("hr.t_address", "type",
          "CREATE TYPE hr.t_address AS OBJECT (\n  street VARCHAR2(60),\n  city   VARCHAR2(40)\n);\n/",
          "CREATE TYPE hr.t_address AS (\n    street varchar(60),\n    city varchar(40)\n);"),
    short("hr.t_phone_list", "type", "CREATE TYPE hr.t_phone_list AS VARRAY(5) OF VARCHAR2(20);\n/",
          "CREATE DOMAIN hr.t_phone_list AS varchar(20)[]\n    CHECK (cardinality(VALUE) <= 5);"),
    table("regions", [("region_id", "NUMBER(4) PRIMARY KEY", "smallint PRIMARY KEY"),
                      ("region_name", "VARCHAR2(25 CHAR)", "varchar(25)")]),
    table("countries", [("country_id", "CHAR(2) PRIMARY KEY", "char(2) PRIMARY KEY"),
                        ("country_name", "VARCHAR2(40 CHAR)", "varchar(40)"),
                        ("region_id", "NUMBER(4) REFERENCES hr.regions", "smallint REFERENCES hr.regions")],
          ("hr.regions",)),
    table("locations", [("location_id", "NUMBER(4) PRIMARY KEY", "smallint PRIMARY KEY"),
                        ("street_address", "VARCHAR2(40 BYTE)", "varchar(40)"),
                        ("postal_code", "VARCHAR2(12 BYTE)", "varchar(12)"),
                        ("city", "VARCHAR2(30 CHAR) NOT NULL", "varchar(30) NOT NULL"),
                        ("country_id", "CHAR(2) REFERENCES hr.countries", "char(2) REFERENCES hr.countries")],
          ("hr.countries",),
          Note("OR0140", "warning", "assumes", "STREET_ADDRESS may hold more than 40 bytes on the target",
               "VARCHAR2(40 BYTE)", "varchar(40)",
               "SELECT COUNT(*) FROM hr.locations WHERE LENGTHB(street_address) <> LENGTH(street_address)"),
          Note("OR0131", "warning", "assumes", "POSTAL_CODE: no empty strings are stored",
               "POSTAL_CODE", "postal_code",
               "SELECT COUNT(*) FROM hr.locations WHERE postal_code IS NOT NULL AND TRIM(postal_code) IS NULL")),
    table("departments", [("department_id", "NUMBER(4) PRIMARY KEY", "smallint PRIMARY KEY"),
                          ("department_name", "VARCHAR2(30 CHAR) NOT NULL", "varchar(30) NOT NULL"),
                          ("manager_id", "NUMBER(6)", "integer"),
                          ("location_id", "NUMBER(4) REFERENCES hr.locations", "smallint REFERENCES hr.locations")],
          ("hr.locations", "hr.employees")),
    table("jobs", [("job_id", "VARCHAR2(10 CHAR) PRIMARY KEY", "varchar(10) PRIMARY KEY"),
                   ("job_title", "VARCHAR2(35 CHAR) NOT NULL", "varchar(35) NOT NULL"),
                   ("min_salary", "NUMBER(6)", "integer"), ("max_salary", "NUMBER(6)", "integer")]),
    table("employees", [("employee_id", "NUMBER(6) PRIMARY KEY", "integer PRIMARY KEY"),
                        ("first_name", "VARCHAR2(20 CHAR)", "varchar(20)"),
                        ("last_name", "VARCHAR2(25 CHAR) NOT NULL", "varchar(25) NOT NULL"),
                        ("email", "VARCHAR2(25 CHAR) NOT NULL UNIQUE", "varchar(25) NOT NULL UNIQUE"),
                        ("phones", "hr.t_phone_list", "hr.t_phone_list"),
                        ("hire_date", "DATE NOT NULL", "timestamp(0) NOT NULL"),
                        ("job_id", "VARCHAR2(10 CHAR) REFERENCES hr.jobs", "varchar(10) REFERENCES hr.jobs"),
                        ("salary", "NUMBER(8,2) CHECK (salary > 0)", "numeric(8,2) CHECK (salary > 0)"),
                        ("commission_pct", "NUMBER(2,2)", "numeric(2,2)"),
                        ("manager_id", "NUMBER(6) REFERENCES hr.employees", "integer REFERENCES hr.employees"),
                        ("department_id", "NUMBER(4) REFERENCES hr.departments", "smallint REFERENCES hr.departments"),
                        ("home", "hr.t_address", "hr.t_address")],
          ("hr.jobs", "hr.departments", "hr.t_address", "hr.t_phone_list"), DATE,
          Note("OR0131", "warning", "assumes", "FIRST_NAME: no empty strings are stored", "FIRST_NAME", "first_name",
               "SELECT COUNT(*) FROM hr.employees WHERE first_name IS NOT NULL AND LENGTH(TRIM(first_name)) IS NULL")),
    table("job_history", [("employee_id", "NUMBER(6) NOT NULL", "integer NOT NULL"),
                          ("start_date", "DATE NOT NULL", "timestamp(0) NOT NULL"),
                          ("end_date", "DATE NOT NULL", "timestamp(0) NOT NULL"),
                          ("job_id", "VARCHAR2(10 CHAR) NOT NULL", "varchar(10) NOT NULL"),
                          ("department_id", "NUMBER(4)", "smallint")],
          ("hr.employees", "hr.jobs", "hr.departments"), DATE),
    table("payroll_run", [("run_month", "DATE NOT NULL", "timestamp(0) NOT NULL"),
                          ("employee_id", "NUMBER(6) REFERENCES hr.employees", "integer REFERENCES hr.employees"),
                          ("gross", "NUMBER", "numeric"), ("tax", "NUMBER", "numeric")], ("hr.employees",), DATE),
    table("audit_log", [("logged_at", "TIMESTAMP(6) DEFAULT SYSTIMESTAMP", "timestamp(6) DEFAULT clock_timestamp()"),
                        ("level_name", "VARCHAR2(10 CHAR)", "varchar(10)"),
                        ("text", "VARCHAR2(4000 BYTE)", "varchar(4000)")], (),
          Note("OR0140", "warning", "assumes", "TEXT may hold more than 4000 bytes on the target",
               "VARCHAR2(4000 BYTE)", "varchar(4000)",
               "SELECT COUNT(*) FROM hr.audit_log WHERE LENGTHB(text) <> LENGTH(text)")),
    Piece("hr.emp_documents", "table", "refused", "tables.sql",
          "CREATE TABLE HR.EMP_DOCUMENTS\n(\n  EMPLOYEE_ID NUMBER(6) REFERENCES hr.employees,\n"
          "  CONTRACT    BFILE\n);",
          "-- OR0501: hr.emp_documents is not converted\n-- CREATE TABLE HR.EMP_DOCUMENTS\n-- (\n"
          "--   EMPLOYEE_ID NUMBER(6) REFERENCES hr.employees,\n--   CONTRACT    BFILE\n-- );",
          ("hr.employees",),
          (Note("OR0501", "error", "refused", "column CONTRACT is a BFILE", "BFILE", "OR0501"),)),
    short("hr.emp_department_ix", "index", "CREATE INDEX hr.emp_department_ix ON hr.employees (department_id);",
          "CREATE INDEX emp_department_ix ON hr.employees (department_id);", "hr.employees"),
    short("hr.emp_name_ix", "index", "CREATE INDEX hr.emp_name_ix ON hr.employees (last_name, first_name);",
          "CREATE INDEX emp_name_ix ON hr.employees (last_name, first_name);", "hr.employees"),
    short("hr.emp_upper_ix", "index", "CREATE INDEX hr.emp_upper_ix ON hr.employees (UPPER(last_name));",
          "CREATE INDEX emp_upper_ix ON hr.employees (upper(last_name));", "hr.employees"),
    short("hr.loc_city_ix", "index", "CREATE BITMAP INDEX hr.loc_city_ix ON hr.locations (city);",
          "CREATE INDEX loc_city_ix ON hr.locations (city);", "hr.locations"),
    short("hr.emp_details_view", "view",
          "CREATE OR REPLACE VIEW hr.emp_details_view AS\nSELECT e.employee_id, e.last_name, d.department_name,\n"
          "       NVL(e.commission_pct, 0) AS commission\n  FROM hr.employees e, hr.departments d\n"
          " WHERE d.department_id(+) = e.department_id\nWITH READ ONLY;",
          "CREATE VIEW hr.emp_details_view AS\nSELECT e.employee_id, e.last_name, d.department_name,\n"
          "    COALESCE(e.commission_pct, 0) AS commission\nFROM hr.employees AS e\n"
          "LEFT JOIN hr.departments AS d ON d.department_id = e.department_id;",
          "hr.employees", "hr.departments",
          notes=(Note("OR0210", "note", "exact", "NVL(e.commission_pct, 0)", "NVL", "COALESCE"),)),
    short("hr.emp_hierarchy", "view",
          "CREATE OR REPLACE VIEW hr.emp_hierarchy AS\nSELECT employee_id, last_name, LEVEL AS depth,\n"
          "       SYS_CONNECT_BY_PATH(last_name, '/') AS path\n  FROM hr.employees\n"
          " START WITH manager_id IS NULL\nCONNECT BY PRIOR employee_id = manager_id\n"
          " ORDER SIBLINGS BY last_name;",
          "CREATE VIEW hr.emp_hierarchy AS\nWITH RECURSIVE tree AS (\n"
          "    SELECT employee_id, last_name, 1 AS depth, '/' || last_name AS path, ARRAY[last_name] AS sort_key\n"
          "    FROM hr.employees\n    WHERE manager_id IS NULL\n    UNION ALL\n"
          "    SELECT e.employee_id, e.last_name, t.depth + 1, t.path || '/' || e.last_name, t.sort_key || e.last_name"
          "\n    FROM hr.employees AS e\n    JOIN tree AS t ON t.employee_id = e.manager_id\n)\n"
          "SELECT employee_id, last_name, depth, path\nFROM tree\nORDER BY sort_key;",
          "hr.employees", fidelity="runtime",
          notes=(Note("OR0410", "note", "runtime", "CONNECT BY over HR.EMPLOYEES", "CONNECT BY", "WITH RECURSIVE"),)),
    short("hr.dept_totals", "view",
          "CREATE OR REPLACE VIEW hr.dept_totals AS\nSELECT department_id, COUNT(*) AS heads, SUM(salary) AS total\n"
          "  FROM hr.employees\n GROUP BY department_id;",
          "CREATE VIEW hr.dept_totals AS\nSELECT department_id, count(*) AS heads, sum(salary) AS total\n"
          "FROM hr.employees\nGROUP BY department_id;", "hr.employees"),
    short("hr.salary_forecast", "view",
          "CREATE OR REPLACE VIEW hr.salary_forecast AS\nSELECT * FROM hr.dept_totals\n"
          "MODEL DIMENSION BY (department_id)\nMEASURES (total)\n"
          "RULES (total[FOR department_id IN (10,20)] = total[CV()] * 1.03);",
          "-- OR0405: hr.salary_forecast is not converted\n-- CREATE OR REPLACE VIEW hr.salary_forecast AS\n"
          "-- SELECT * FROM hr.dept_totals\n-- MODEL DIMENSION BY (department_id)\n-- MEASURES (total)\n"
          "-- RULES (total[FOR department_id IN (10,20)] = total[CV()] * 1.03);",
          "hr.dept_totals", fidelity="refused",
          notes=(Note("OR0405", "error", "refused", "MODEL with 1 rule over HR.DEPT_TOTALS", "MODEL", "OR0405"),)),
    short("hr.salary_by_dept_mv", "materialized view",
          "CREATE MATERIALIZED VIEW hr.salary_by_dept_mv\nREFRESH COMPLETE ON DEMAND AS\nSELECT * FROM hr.dept_totals;",
          "CREATE MATERIALIZED VIEW hr.salary_by_dept_mv AS\nSELECT department_id, heads, total\nFROM hr.dept_totals\n"
          "WITH DATA;", "hr.dept_totals"),
    short("hr.emp", "synonym", "CREATE SYNONYM hr.emp FOR hr.employees;",
          "CREATE VIEW hr.emp AS\nTABLE hr.employees;", "hr.employees"),
    short("hr.audit_pkg", "package",
          "CREATE OR REPLACE PACKAGE BODY hr.audit_pkg AS\n  PROCEDURE write(p_level VARCHAR2, p_text VARCHAR2) IS\n"
          "    PRAGMA AUTONOMOUS_TRANSACTION;\n  BEGIN\n    INSERT INTO hr.audit_log (level_name, text)\n"
          "    VALUES (p_level, SUBSTR(p_text, 1, 4000));\n    COMMIT;\n  END write;\n\n"
          "  PROCEDURE log_info(p_text VARCHAR2) IS\n  BEGIN\n    write('INFO', p_text);\n  END log_info;\n\n"
          "  PROCEDURE log_error(p_text VARCHAR2) IS\n  BEGIN\n    write('ERROR', p_text);\n  END log_error;\n"
          "END audit_pkg;\n/",
          "CREATE PROCEDURE audit_pkg.write(p_level text, p_text text)\nLANGUAGE plpgsql SECURITY DEFINER AS $sct$\n"
          "BEGIN\n    INSERT INTO hr.audit_log (level_name, text)\n    VALUES (p_level, sct.substr(p_text, 1, 4000));\n"
          "END;\n$sct$;\n\nCREATE PROCEDURE audit_pkg.log_info(p_text text)\nLANGUAGE plpgsql AS $sct$\nBEGIN\n"
          "    CALL audit_pkg.write('INFO', p_text);\nEND;\n$sct$;\n\n"
          "CREATE PROCEDURE audit_pkg.log_error(p_text text)\nLANGUAGE plpgsql AS $sct$\nBEGIN\n"
          "    CALL audit_pkg.write('ERROR', p_text);\nEND;\n$sct$;",
          "hr.audit_log", fidelity="differs",
          notes=(Note("OR0301", "warning", "differs", "WRITE no longer commits on its own",
                      "PRAGMA AUTONOMOUS_TRANSACTION", "audit_pkg.write"),)),
    short("hr.pay_pkg", "package", PAY_SOURCE, PAY_TARGET, "hr.employees", "hr.payroll_run", "hr.audit_pkg",
          fidelity="differs",
          notes=(Note("SC1610", "note", "runtime", "G_RATE becomes session state", "g_rate", "sct.get_number"),
                 Note("OR0210", "note", "exact", "NVL(p_salary, 0)", "NVL(p_salary", "COALESCE(p_salary"),
                 Note("OR0340", "warning", "differs", "the INSERT and the addition are undone together",
                      "DUP_VAL_ON_INDEX", "unique_violation"))),
    short("hr.emp_full_name", "function",
          "CREATE OR REPLACE FUNCTION hr.emp_full_name(p_id NUMBER) RETURN VARCHAR2 IS\n  v_name VARCHAR2(60);\nBEGIN\n"
          "  SELECT first_name || ' ' || last_name INTO v_name\n    FROM hr.employees WHERE employee_id = p_id;\n"
          "  RETURN v_name;\nEND;\n/",
          "CREATE FUNCTION hr.emp_full_name(p_id numeric) RETURNS text\nLANGUAGE plpgsql SECURITY DEFINER AS $sct$\n"
          "DECLARE\n    v_name varchar(60);\nBEGIN\n    SELECT concat(first_name, ' ', last_name) INTO STRICT v_name\n"
          "    FROM hr.employees WHERE employee_id = p_id;\n    RETURN v_name;\nEND;\n$sct$;", "hr.employees"),
    short("hr.months_employed", "function",
          "CREATE OR REPLACE FUNCTION hr.months_employed(p_id NUMBER) RETURN NUMBER IS\n  v_date DATE;\nBEGIN\n"
          "  SELECT hire_date INTO v_date FROM hr.employees WHERE employee_id = p_id;\n"
          "  RETURN MONTHS_BETWEEN(SYSDATE, v_date);\nEND;\n/",
          "CREATE FUNCTION hr.months_employed(p_id numeric) RETURNS numeric\nLANGUAGE plpgsql AS $sct$\nDECLARE\n"
          "    v_date timestamp(0);\nBEGIN\n"
          "    SELECT hire_date INTO STRICT v_date FROM hr.employees WHERE employee_id = p_id;\n"
          "    RETURN sct.months_between(sct.sysdate(), v_date);\nEND;\n$sct$;", "hr.employees", fidelity="runtime",
          notes=(Note("OR0233", "note", "runtime", "MONTHS_BETWEEN", "MONTHS_BETWEEN", "sct.months_between"),)),
    short("hr.next_number", "function",
          "CREATE OR REPLACE FUNCTION hr.next_number RETURN NUMBER IS\n  v NUMBER;\nBEGIN\n"
          "  UPDATE hr.jobs SET max_salary = max_salary + 1 RETURNING max_salary INTO v;\n  COMMIT;\n"
          "  RETURN v;\nEND;\n/",
          "CREATE FUNCTION hr.next_number() RETURNS numeric\nLANGUAGE plpgsql AS $sct$\nBEGIN\n"
          "    RAISE EXCEPTION 'OR0312: hr.next_number is not converted';\nEND;\n$sct$;", "hr.jobs",
          fidelity="refused",
          notes=(Note("OR0312", "error", "refused", "COMMIT in a function a query may call", "COMMIT", "OR0312"),)),
    short("hr.add_job_history", "procedure",
          "CREATE OR REPLACE PROCEDURE hr.add_job_history(p_emp NUMBER, p_from DATE, p_to DATE, p_job VARCHAR2) IS\n"
          "BEGIN\n  INSERT INTO hr.job_history (employee_id, start_date, end_date, job_id)\n"
          "  VALUES (p_emp, p_from, p_to, p_job);\nEND;\n/",
          "CREATE PROCEDURE hr.add_job_history(p_emp numeric, p_from timestamp(0), p_to timestamp(0), p_job text)\n"
          "LANGUAGE plpgsql AS $sct$\nBEGIN\n    INSERT INTO hr.job_history (employee_id, start_date, end_date, job_id)"
          "\n    VALUES (p_emp, p_from, p_to, p_job);\nEND;\n$sct$;", "hr.job_history"),
    short("hr.raise_salary", "procedure",
          "CREATE OR REPLACE PROCEDURE hr.raise_salary(p_emp NUMBER, p_pct NUMBER) IS\nBEGIN\n  UPDATE hr.employees\n"
          "     SET salary = salary * (1 + p_pct / 100)\n   WHERE employee_id = p_emp;\n"
          "  IF SQL%ROWCOUNT = 0 THEN\n    RAISE_APPLICATION_ERROR(-20001, 'no such employee');\n  END IF;\nEND;\n/",
          "CREATE PROCEDURE hr.raise_salary(p_emp numeric, p_pct numeric)\nLANGUAGE plpgsql AS $sct$\nDECLARE\n"
          "    sct_rows bigint;\nBEGIN\n    UPDATE hr.employees\n    SET salary = salary * (1 + p_pct / 100)\n"
          "    WHERE employee_id = p_emp;\n    GET DIAGNOSTICS sct_rows = ROW_COUNT;\n    IF sct_rows = 0 THEN\n"
          "        RAISE EXCEPTION 'no such employee' USING ERRCODE = 'OR001';\n    END IF;\nEND;\n$sct$;",
          "hr.employees"),
    short("hr.secure_dml", "procedure",
          "CREATE OR REPLACE PROCEDURE hr.secure_dml IS\nBEGIN\n"
          "  IF TO_CHAR(SYSDATE, 'HH24:MI') NOT BETWEEN '08:00' AND '18:00' THEN\n"
          "    RAISE_APPLICATION_ERROR(-20205, 'office hours only');\n  END IF;\nEND;\n/",
          "CREATE PROCEDURE hr.secure_dml()\nLANGUAGE plpgsql AS $sct$\nBEGIN\n"
          "    IF to_char(sct.sysdate(), 'HH24:MI') NOT BETWEEN '08:00' AND '18:00' THEN\n"
          "        RAISE EXCEPTION 'office hours only' USING ERRCODE = 'OR205';\n    END IF;\nEND;\n$sct$;",
          fidelity="runtime"),
    short("hr.purge_audit", "procedure",
          "CREATE OR REPLACE PROCEDURE hr.purge_audit(p_days NUMBER) IS\nBEGIN\n"
          "  DELETE FROM hr.audit_log WHERE logged_at < SYSDATE - p_days;\nEND;\n/",
          "CREATE PROCEDURE hr.purge_audit(p_days numeric)\nLANGUAGE plpgsql AS $sct$\nBEGIN\n"
          "    DELETE FROM hr.audit_log WHERE logged_at < sct.sysdate() - p_days;\nEND;\n$sct$;", "hr.audit_log",
          failure="ERROR: operator does not exist: timestamp without time zone - numeric\n"
          "LINE 4:     DELETE FROM hr.audit_log WHERE logged_at < sct.sysdate() - p_days;\n"
          "HINT: No operator matches the given name and argument types. You might need to add explicit type casts."),
    short("hr.employees_bi", "trigger",
          "CREATE OR REPLACE TRIGGER hr.employees_bi BEFORE INSERT ON hr.employees FOR EACH ROW\nBEGIN\n"
          "  IF :NEW.employee_id IS NULL THEN\n    :NEW.employee_id := hr.employees_seq.NEXTVAL;\n  END IF;\nEND;\n/",
          "CREATE FUNCTION hr.employees_bi() RETURNS trigger\nLANGUAGE plpgsql AS $sct$\nBEGIN\n"
          "    IF NEW.employee_id IS NULL THEN\n        NEW.employee_id := nextval('hr.employees_seq');\n    END IF;\n"
          "    RETURN NEW;\nEND;\n$sct$;\n\nCREATE TRIGGER employees_bi BEFORE INSERT ON hr.employees\n"
          "FOR EACH ROW EXECUTE FUNCTION hr.employees_bi();", "hr.employees", "hr.employees_seq"),
    short("hr.secure_employees", "trigger",
          "CREATE OR REPLACE TRIGGER hr.secure_employees BEFORE INSERT OR UPDATE OR DELETE ON hr.employees\nBEGIN\n"
          "  hr.secure_dml;\nEND;\n/",
          "CREATE FUNCTION hr.secure_employees() RETURNS trigger\nLANGUAGE plpgsql AS $sct$\nBEGIN\n"
          "    CALL hr.secure_dml();\n    RETURN NULL;\nEND;\n$sct$;\n\nCREATE TRIGGER secure_employees\n"
          "BEFORE INSERT OR UPDATE OR DELETE ON hr.employees\n"
          "FOR EACH STATEMENT EXECUTE FUNCTION hr.secure_employees();", "hr.employees", "hr.secure_dml"),
    short("hr.update_job_history", "trigger",
          "CREATE OR REPLACE TRIGGER hr.update_job_history\nAFTER UPDATE OF job_id ON hr.employees FOR EACH ROW\n"
          "BEGIN\n  hr.add_job_history(:OLD.employee_id, :OLD.hire_date, SYSDATE, :OLD.job_id);\nEND;\n/",
          "CREATE FUNCTION hr.update_job_history() RETURNS trigger\nLANGUAGE plpgsql AS $sct$\nBEGIN\n"
          "    CALL hr.add_job_history(OLD.employee_id, OLD.hire_date, sct.sysdate(), OLD.job_id);\n    RETURN NULL;\n"
          "END;\n$sct$;\n\nCREATE TRIGGER update_job_history AFTER UPDATE OF job_id ON hr.employees\n"
          "FOR EACH ROW EXECUTE FUNCTION hr.update_job_history();", "hr.employees", "hr.add_job_history",
          fidelity="runtime"),
    short("hr.nightly_payroll", "job",
          "BEGIN\n  DBMS_SCHEDULER.CREATE_JOB(\n    job_name => 'HR.NIGHTLY_PAYROLL',\n"
          "    job_action => 'BEGIN hr.pay_pkg.run(SYSDATE); END;',\n"
          "    repeat_interval => 'FREQ=MONTHLY;BYMONTHDAY=28;BYHOUR=2');\nEND;\n/",
          "", "hr.pay_pkg", fidelity="refused",
          notes=(Note("SC1520", "error", "refused", "monthly on day 28 at 02:00: hr.pay_pkg.run(SYSDATE)",
                      "DBMS_SCHEDULER.CREATE_JOB"),)),
)  # fmt: skip

NO_OBJECT: tuple[tuple[Note, str, str], ...] = (
    (
        Note("SC1533", "error", "refused", "queue table HR.PAY_QUEUE_T and queue HR.PAY_QUEUE"),
        "code.sql",
        "BEGIN\n  DBMS_AQADM.CREATE_QUEUE_TABLE('HR.PAY_QUEUE_T', 'HR.T_PAY_MSG');\nEND;\n/",
    ),
    (
        Note("SC1700", "error", "refused", "line 2: expected ')' or ',', found 'WITHOUT'"),
        "tables.sql",
        "CREATE TABLE hr.broken (\n  a NUMBER WITHOUT THING\n);",
    ),
)
