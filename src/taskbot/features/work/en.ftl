### Tasks: one in full, lists, changes

status = { $status ->
    [in_progress] 🔄{"\u00A0"}in progress
    [completed] ✅{"\u00A0"}completed
    [rejected] ❌{"\u00A0"}rejected
   *[pending] ⏳{"\u00A0"}pending
}
priority = { $priority ->
    [low] 🟢{"\u00A0"}low
    [high] 🟠{"\u00A0"}high
    [urgent] 🔴{"\u00A0"}urgent
   *[medium] 🟡{"\u00A0"}medium
}

overdue = { $days ->
    [one] <b>{ $days } day overdue</b>
   *[other] <b>{ $days } days overdue</b>
}
due-today = <b>today</b>
due-tomorrow = tomorrow
due-in = { $days ->
    [one] in { $days } day
   *[other] in { $days } days
}
due = { $date } · { $relative }

task-card =
    📋 <b>Task #{ $id }</b>
    <b>{ $title }</b>{ $description }

    Status: { $status }
    Priority: { $priority }
    Deadline: { $deadline }
    { $assignees }
    Created by: { $creator }
    Created: { $created }
no-deadline = none
nobody = unknown
unassigned = not assigned

cancelled = Cancelled: nothing has been changed.
keyboard-put-away = ⌨️ There is nothing to choose any more, so the buttons are gone.
cancel-nothing = There is nothing to cancel. All commands: /help

task-created = ✅ Task #{ $id } has been created.
task-created-for = ✅ Task #{ $id } has been created and sent to { $assignee }.
task-created-unreachable =
    ✅ Task #{ $id } has been created, but { $assignee } { $count ->
        [1] has
       *[other] have
    } blocked the bot and will not hear of it.
task-created-past = ⚠️ Note that the deadline has already passed.
task-assigned = 📬 { $creator } has assigned a task to you.

status-updated = Task #{ $id } “{ $title }”: { $before } → { $after }
status-updated-part = Your part of task #{ $id } “{ $title }”: { $before } → { $after }
status-same = Task #{ $id } “{ $title }” already has the status { $status }.
status-changed-by =
    🔔 Task #{ $id } “{ $title }”: { $before } → { $after }
    Changed by: { $name }
status-changed-part-by =
    🔔 Task #{ $id } “{ $title }”, one assignee's part: { $before } → { $after }
    Assignee: { $name }

refusal-task-not-found =
    Task #{ $id } does not exist, or you may not see it.
    Your tasks and their numbers: /my_tasks
refusal-status-not-yours =
    Only the assignee and admins can change the status of task #{ $id }.
    Tasks assigned to you: /my_tasks
refusal-no-page =
    There is no page { $number }: { $pages ->
        [0] by its number you can reach page { $last } at most; further on, use the buttons under the list.
        [one] the list has { $pages } page.
       *[other] the list has { $pages } pages.
    }
    Example: <code>{ input-command } { $pages ->
        [0] { $last }
       *[other] { $pages }
    }</code>
refusal-person-not-found =
    I do not know { $person }. A task can be assigned to someone who has sent me /start.
    Give a Telegram ID or a username: <code>assigned_to:@username</code>
refusal-person-no-access =
    { $person } has no access to the bot now, so no task can be assigned to them.
    To see everybody and let people in: /users
