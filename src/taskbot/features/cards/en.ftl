### Cards of tasks

command-task-details = details of a task
example-task-details = /task_details 5

status-review = { $status } · 📥 acceptance required
status-deleted = 🗑 deleted
status-skipped = ⏭ skipped
status-submitted = { $status } · 📥 submitted, awaiting acceptance
card-assignee = Assignee: { $names }
card-assignees = Assignees:{ $names }
last-comment =
    💬 { $count ->
        [one] { $count } comment
       *[other] { $count } comments
    }, the last by { $name }, { $moment }: “{ $text }”
last-change = 🕓 { $change }
card-back = ◀ Back to the list
card-let-go = This older card of task #{ $id } is no longer kept up to date. To open the task again: /task_details { $id }
card-refreshed = The card of task #{ $id } was out of date, so nothing has been changed. Here is the current one.
card-closed = You no longer have access to task #{ $id }.
task-card =
    📋 <b>Task #{ $id }</b>
    <b>{ $title }</b>{ $description }

    Status: { $status }
    Priority: { $priority }
    Deadline: { $deadline }
    { $assignees }
    Created by: { $creator }
    Created: { $created }

card-pending = ⏳ Waiting for { $names }, who gets it by writing to me
group-card =
    📋 <b>Task #{ $id }</b>
    <b>{ $title }</b>

    Status: { $status }
    Deadline: { $deadline }
    { $assignees }
    Priority: { $priority }
group-card-source = ↪ <a href="{ $link }">The message</a>
group-card-open = 🔎 Open
group-card-deleted = 🗑 Task #{ $id } has been deleted.
group-card-closed = 🔒 Task #{ $id } is not shown here any more.

status-reason = Reason: “{ $reason }”
task-assigned = 📬 { $creator } has assigned a task to you.
status-changed-by = 🔔 { $name } · task #{ $id } “{ $title }”: { $before } → { $after }
status-changed-part-by = 🔔 { $name } · their part of task #{ $id } “{ $title }”: { $before } → { $after }

task-project-line = Project: #{ $name }
task-joined = ➕ Added to #{ $name }: { $people }
