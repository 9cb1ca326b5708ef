### Cards of tasks

command-task-details = details of a task
example-task-details = /task_details 5

status-review = { $status } · 📥 acceptance required
status-deleted = 🗑 deleted
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
card-refreshed = The card of task #{ $id } was out of date and nothing was changed. Here is how the task stands now.
card-closed = Task #{ $id } is no longer open to you.
card-let-go = This older card of task #{ $id } is no longer kept up to date. To open the task again: /task_details { $id }
status-reason = Reason: “{ $reason }”
command-task-details = one task in full
example-task-details = /task_details 5
task-card =
    📋 <b>Task #{ $id }</b>
    <b>{ $title }</b>{ $description }

    Status: { $status }
    Priority: { $priority }
    Deadline: { $deadline }
    { $assignees }
    Created by: { $creator }
    Created: { $created }

status-reason = Reason: “{ $reason }”
task-assigned = 📬 { $creator } has assigned a task to you.
status-changed-by = 🔔 { $name } · task #{ $id } “{ $title }”: { $before } → { $after }
status-changed-part-by = 🔔 { $name } · their part of task #{ $id } “{ $title }”: { $before } → { $after }
