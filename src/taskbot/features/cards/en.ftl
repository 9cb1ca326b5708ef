### Cards of tasks

status-review = { $status } · 📥 needs acceptance
status-deleted = 🗑 deleted
status-submitted = { $status } · 📥 handed in, awaits acceptance
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
task-assigned = 📬 { $creator } has assigned a task to you.
status-changed-by =
    🔔 Task #{ $id } “{ $title }”: { $before } → { $after }
    Changed by: { $name }
status-changed-part-by =
    🔔 Task #{ $id } “{ $title }”, one assignee's part: { $before } → { $after }
    Assignee: { $name }
