"""Projects, who is in them, and the project of each task."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op
from alembic.script import ScriptDirectory
from sqlalchemy.dialects.postgresql import JSONB

if TYPE_CHECKING:
    from types import ModuleType

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SEARCH_WORDS = """
CREATE FUNCTION search_words(task bigint, version integer) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE COST 10000 SET search_path FROM CURRENT AS $$
DECLARE
    block CONSTANT text := to_hex(task >> 14);
    body text;
    unassigned boolean;
    project bigint;
    readers bigint[];
    comments text[];
    own text[];
    said text[];
    listed text;
    lexemes text[];
BEGIN
    SELECT concat_ws(' ', title, description), assigned_to_id IS NULL, project_id,
           created_by_id || ARRAY(SELECT user_id FROM assignments WHERE task_id = task),
           ARRAY(SELECT concat_ws(' ', text, file_name) FROM comments WHERE task_id = task ORDER BY id)
    INTO body, unassigned, project, readers, comments FROM tasks WHERE id = task;
    own := stems_of(left(body, 100000));
    IF comments <> '{}' THEN
        said := stems_of(left(array_to_string(comments, ' '), 250000));
    END IF;
    listed := concat_ws(
        chr(31),
        block || '@' || nullif(array_to_string(readers, chr(31) || block || '@'), ''),
        block || ':' || nullif(array_to_string(own, chr(31) || block || ':'), ''),
        CASE WHEN project <> 1 THEN block || '#' || project END,
        CASE WHEN unassigned AND project = 1
             THEN block || '*' || nullif(array_to_string(own, chr(31) || block || '*'), '') END,
        block || ':' || nullif(array_to_string(said, chr(31) || block || ':'), '')
    );
    lexemes := string_to_array(listed, chr(31));
    IF octet_length(listed) > 1000000 THEN
        lexemes := ARRAY(
            SELECT lexeme FROM (
                SELECT lexeme, sum(octet_length(lexeme)) OVER (ORDER BY place) AS size
                FROM unnest(lexemes) WITH ORDINALITY AS its (lexeme, place)
            ) AS sized
            WHERE size <= 1000000
        );
    END IF;
    RETURN array_to_tsvector(lexemes);
END $$
"""
SEARCH_CHANGED = """
    CREATE TRIGGER write_search_document_of_changed
    AFTER UPDATE OF title, description, assigned_to_id, created_by_id, deleted_at, project_id
    ON tasks FOR EACH ROW
    WHEN ((OLD.title, OLD.description, OLD.assigned_to_id IS NULL, OLD.created_by_id, OLD.deleted_at IS NULL,
           OLD.project_id)
          IS DISTINCT FROM
          (NEW.title, NEW.description, NEW.assigned_to_id IS NULL, NEW.created_by_id, NEW.deleted_at IS NULL,
           NEW.project_id))
    EXECUTE FUNCTION search_changed_task()
    """
JOIN_PROJECT = """
CREATE FUNCTION join_project(project bigint, person bigint, works boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOOP
        INSERT INTO project_members (project_id, user_id, role) VALUES (project, person, 'member')
        ON CONFLICT DO NOTHING;
        IF works THEN
            UPDATE project_members SET role = 'member'
            WHERE project_id = project AND user_id = person AND role = 'viewer';
        END IF;
        PERFORM FROM project_members WHERE project_id = project AND user_id = person FOR KEY SHARE;
        EXIT WHEN FOUND;
    END LOOP;
END $$
"""
LEAVE_PROJECT = """
CREATE FUNCTION leave_project(project bigint, person bigint, wholly boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    own bigint[];
BEGIN
    own := ARRAY(
        SELECT id FROM tasks
        WHERE project_id = project AND id IN (
            SELECT task_id FROM assignments WHERE user_id = person
            UNION SELECT id FROM tasks WHERE created_by_id = person
        )
        ORDER BY id FOR NO KEY UPDATE
    );
    DELETE FROM assignments
    WHERE user_id = person AND task_id = ANY (own) AND (wholly OR status IN ('pending', 'in_progress'));
    UPDATE tasks
    SET created_by_id = CASE WHEN wholly THEN NULLIF(created_by_id, person) ELSE created_by_id END,
        assigned_to_id = (
            SELECT user_id FROM assignments WHERE task_id = tasks.id
            ORDER BY user_id IS NOT DISTINCT FROM assigned_to_id DESC, created_at, user_id LIMIT 1
        ),
        status = COALESCE(status_of_assignments(id), status)
    WHERE id = ANY (own);
    UPDATE series
    SET created_by_id = CASE WHEN wholly THEN NULLIF(created_by_id, person) ELSE created_by_id END,
        assignee_ids = array_remove(assignee_ids, person)
    WHERE project_id = project AND (created_by_id = person OR person = ANY (assignee_ids));
    IF wholly THEN
        DELETE FROM reminders
        WHERE user_id = person AND (SELECT project_id FROM tasks WHERE id = task_id) = project;
    END IF;
END $$
"""
FOLLOW_MEMBERS = """
CREATE FUNCTION follow_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR TG_OP = 'UPDATE' AND (OLD.project_id, OLD.user_id) <> (NEW.project_id, NEW.user_id) THEN
        UPDATE users SET project_roles = project_roles - OLD.project_id::text WHERE id = OLD.user_id;
        PERFORM leave_project(OLD.project_id, OLD.user_id, true);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE users SET project_roles = project_roles || jsonb_build_object(NEW.project_id::text, NEW.role)
        WHERE id = NEW.user_id;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.role = 'viewer' THEN
        PERFORM leave_project(NEW.project_id, NEW.user_id, false);
    END IF;
    RETURN NULL;
END $$
"""
JOIN_PROJECTS_OF_CREATED = """
CREATE FUNCTION join_projects_of_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM join_project(project_id, created_by_id, false) FROM (
        SELECT DISTINCT project_id, created_by_id FROM created
        WHERE project_id <> 1 AND created_by_id IS NOT NULL
        ORDER BY project_id, created_by_id
    ) AS its;
    RETURN NULL;
END $$
"""
JOIN_PROJECTS_OF_ASSIGNED = """
CREATE FUNCTION join_projects_of_assigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM projects WHERE id <> 1) THEN
        PERFORM join_project(project, user_id, true) FROM (
            SELECT DISTINCT (SELECT project_id FROM tasks WHERE id = task_id) AS project, user_id FROM added
            ORDER BY project, user_id
        ) AS its
        WHERE project <> 1;
    END IF;
    RETURN NULL;
END $$
"""
JOIN_PROJECT_OF_MOVED = """
CREATE FUNCTION join_project_of_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.created_by_id IS NOT NULL THEN
        PERFORM join_project(NEW.project_id, NEW.created_by_id, false);
    END IF;
    IF NEW.project_id <> OLD.project_id THEN
        PERFORM join_project(NEW.project_id, user_id, true) FROM (
            SELECT user_id FROM assignments WHERE task_id = NEW.id ORDER BY user_id
        ) AS its;
    END IF;
    RETURN NULL;
END $$
"""
JOIN_PROJECT_OF_REASSIGNED = """
CREATE FUNCTION join_project_of_reassigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM join_project(project_id, NEW.user_id, true) FROM tasks WHERE id = NEW.task_id AND project_id <> 1;
    RETURN NULL;
END $$
"""
TRIGGERS = (
    """
    CREATE TRIGGER follow_members AFTER INSERT OR UPDATE OR DELETE ON project_members
    FOR EACH ROW EXECUTE FUNCTION follow_members()
    """,
    """
    CREATE TRIGGER join_projects AFTER INSERT ON tasks REFERENCING NEW TABLE AS created
    FOR EACH STATEMENT EXECUTE FUNCTION join_projects_of_created()
    """,
    """
    CREATE TRIGGER join_projects AFTER INSERT ON assignments REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION join_projects_of_assigned()
    """,
    """
    CREATE TRIGGER join_project AFTER UPDATE OF project_id, created_by_id ON tasks FOR EACH ROW
    WHEN (NEW.project_id <> 1
          AND (OLD.project_id, OLD.created_by_id) IS DISTINCT FROM (NEW.project_id, NEW.created_by_id))
    EXECUTE FUNCTION join_project_of_moved()
    """,
    """
    CREATE TRIGGER join_project AFTER UPDATE OF task_id, user_id ON assignments
    FOR EACH ROW EXECUTE FUNCTION join_project_of_reassigned()
    """,
)
FUNCTIONS = (
    "join_project_of_reassigned()",
    "join_project_of_moved()",
    "join_projects_of_assigned()",
    "join_projects_of_created()",
    "follow_members()",
    "leave_project(bigint, bigint, boolean)",
    "join_project(bigint, bigint, boolean)",
)
KEPT = sa.text("deleted_at IS NULL")
UNASSIGNED = sa.text("deleted_at IS NULL AND assigned_to_id IS NULL")
WAITING = sa.text("submitted_at IS NOT NULL AND deleted_at IS NULL")
DELETED = sa.text("deleted_at IS NOT NULL")
SORTED = ["project_id", "status", "priority", "position", "id"]
# The lists of one project.
INDEXES = (
    ("ix_tasks_project_id_position_id", ["project_id", "position", "id"], ["status"], KEPT),
    ("ix_tasks_project_id_sorted", SORTED, None, KEPT),
    ("ix_tasks_project_id_unassigned_position_id", ["project_id", "position", "id"], ["status"], UNASSIGNED),
    ("ix_tasks_project_id_unassigned", SORTED, None, UNASSIGNED),
    ("ix_tasks_project_id_submitted", ["project_id", "priority", "position", "id"], None, WAITING),
    ("ix_tasks_project_id_submitted_at", ["project_id", "submitted_at", "id"], None, WAITING),
    ("ix_tasks_project_id_deleted_at", ["project_id", "deleted_at", "id"], None, DELETED),
)


def upgrade() -> None:
    _create_tables()
    op.execute("INSERT INTO projects DEFAULT VALUES")  # the default one, whose id is 1
    op.add_column("users", sa.Column("project_roles", JSONB, nullable=False, server_default=sa.text("'{}'")))
    for table, ondelete in (("tasks", None), ("series", None), ("drafts", "SET DEFAULT")):
        # A constant default: no row is written.
        column = sa.Column("project_id", sa.BigInteger, nullable=False, server_default=sa.text("1"))
        op.add_column(table, column)
        name = f"fk_{table}_project_id"
        op.create_foreign_key(name, table, "projects", ["project_id"], ["id"], ondelete=ondelete)
    op.create_index("ix_series_project_id", "series", ["project_id"])
    for name, columns, include, where in INDEXES:
        op.create_index(name, "tasks", columns, postgresql_include=include, postgresql_where=where)
    # No document changes: the tasks that there are have no other project than the default one.
    for statement in (SEARCH_WORDS, SEARCH_CHANGED):
        op.execute(_replacing(statement))
    for statement in (
        JOIN_PROJECT,
        LEAVE_PROJECT,
        FOLLOW_MEMBERS,
        JOIN_PROJECTS_OF_CREATED,
        JOIN_PROJECTS_OF_ASSIGNED,
        JOIN_PROJECT_OF_MOVED,
        JOIN_PROJECT_OF_REASSIGNED,
        *TRIGGERS,
    ):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DELETE FROM changes WHERE kind = 'moved'")
    for trigger, table in (
        ("follow_members", "project_members"),
        ("join_projects", "tasks"),
        ("join_projects", "assignments"),
        ("join_project", "tasks"),
        ("join_project", "assignments"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    for statement in (_revision("0021").SEARCH_WORDS, _changed_before()):
        op.execute(_replacing(statement))
    # What everybody may claim is for everybody to find, and there is no project any more to find it by.
    op.execute("""
        UPDATE search_documents SET version = version + 1
        WHERE task_id IN (SELECT id FROM tasks WHERE project_id <> 1)
    """)
    for table in ("tasks", "series", "drafts"):
        op.drop_column(table, "project_id")
    op.drop_column("users", "project_roles")
    op.drop_table("project_members")
    op.drop_table("projects")


def _create_tables() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("folded", sa.Text),
        sa.Column("created_by_id", sa.BigInteger),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("review", sa.Boolean),
        sa.Column("escalation", sa.Boolean),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("folded", name="uq_projects_folded"),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name="fk_projects_created_by_id", ondelete="SET NULL"
        ),
        sa.CheckConstraint(
            "char_length(name) BETWEEN 1 AND 32", name=op.f("ck_projects_name_of_a_few_letters")
        ),
        sa.CheckConstraint("name IS NOT NULL OR id = 1", name=op.f("ck_projects_named")),
        sa.CheckConstraint("(name IS NULL) = (folded IS NULL)", name=op.f("ck_projects_folded_as_named")),
    )
    op.create_index("ix_projects_created_by_id", "projects", ["created_by_id"])
    op.create_table(
        "project_members",
        sa.Column("project_id", sa.BigInteger, nullable=False),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("project_id", "user_id", name="pk_project_members"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_project_members_project_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_project_members_user_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint(
            "role IN ('lead', 'member', 'viewer')", name=op.f("ck_project_members_role_known")
        ),
        sa.CheckConstraint("project_id <> 1", name=op.f("ck_project_members_of_others")),
    )
    op.create_index("ix_project_members_user_id", "project_members", ["user_id"])


def _changed_before() -> str:
    triggers: tuple[str, ...] = _revision("0011").SEARCH_TRIGGERS
    return next(it for it in triggers if "write_search_document_of_changed" in it)


def _replacing(statement: str) -> str:
    """Let a statement replace the function or the trigger that it would create."""
    return re.sub(r"CREATE (?=FUNCTION|TRIGGER)", "CREATE OR REPLACE ", statement)


def _revision(name: str) -> ModuleType:
    """Give the module of an earlier revision; its statements never change."""
    scripts = ScriptDirectory(str(Path(__file__).parents[1]))
    return scripts.get_revision(name).module
