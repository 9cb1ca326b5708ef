"""What all reminders depend on is noted when it changes; the scheduler plans them again step by step."""

from __future__ import annotations

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

REPLAN = """
CREATE FUNCTION replan_reminders(first date, last date) RETURNS void
LANGUAGE sql SET datestyle = 'ISO, YMD' AS $$
    INSERT INTO team (key, value) VALUES ('replan', '0 ' || first || ' ' || last)
    ON CONFLICT (key) DO UPDATE SET value = '0 ' || least(first, split_part(team.value, ' ', 2)::date)
        || ' ' || greatest(last, split_part(team.value, ' ', 3)::date)
$$
"""
FOLLOW_DAYS = """
CREATE OR REPLACE FUNCTION reminders_follow_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day CONSTANT date := CASE TG_OP WHEN 'DELETE' THEN OLD.day ELSE NEW.day END;
BEGIN
    PERFORM replan_reminders(day - 20, day + 20);
    RETURN NULL;
END $$
"""
FOLLOW_TEAM = """
CREATE OR REPLACE FUNCTION reminders_follow_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM replan_reminders('-infinity', 'infinity');
    UPDATE reminders SET remind_at = '-infinity' WHERE before IS NOT NULL;
    RETURN NULL;
END $$
"""
FOLLOW_DAYS_BEFORE = """
CREATE OR REPLACE FUNCTION reminders_follow_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day CONSTANT date := CASE TG_OP WHEN 'DELETE' THEN OLD.day ELSE NEW.day END;
BEGIN
    UPDATE assignments SET remind_at = '-infinity'
    WHERE remind_at BETWEEN day - interval '20 days' AND day + interval '20 days';
    RETURN NULL;
END $$
"""
FOLLOW_TEAM_BEFORE = """
CREATE OR REPLACE FUNCTION reminders_follow_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE assignments SET remind_at = '-infinity' WHERE remind_at > '-infinity';
    UPDATE reminders SET remind_at = '-infinity' WHERE before IS NOT NULL;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    for statement in (REPLAN, FOLLOW_DAYS, FOLLOW_TEAM):
        op.execute(statement)


def downgrade() -> None:
    for statement in (FOLLOW_DAYS_BEFORE, FOLLOW_TEAM_BEFORE):
        op.execute(statement)
    op.execute("DROP FUNCTION replan_reminders(date, date)")
    op.execute("DELETE FROM team WHERE key = 'replan'")
