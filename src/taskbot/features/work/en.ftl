### Status, and taking tasks

refusal-status-missing =
    The new status is missing.
    Write it after the number: pending, in_progress, completed or rejected.
    Example: <code>/update_status { $number } in_progress</code>
refusal-status =
    There is no status <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ input-nearest-status }</code>?
    }
    Statuses: pending, in_progress, completed, rejected.
    Example: <code>/update_status { $number } { input-nearest-status }</code>
input-nearest-status =
    { $nearest ->
        [none] in_progress
       *[some] { $nearest }
    }
ask-rejection =
    ❌ Why is task #{ $id } rejected? Write the reason in one message.

    Changed your mind? /cancel
task-claimed = 🙋 Task #{ $id } “{ $title }” is yours now.
task-claimed-by = 🙋 { $name } has taken task #{ $id } “{ $title }”.
command-update-status = change a task's status
command-claim = take a task that nobody works on
example-update-status = /update_status 5 in progress
example-claim = /claim 5
status-updated = Task #{ $id } “{ $title }”: { $before } → { $after }
status-updated-part = Your part of task #{ $id } “{ $title }”: { $before } → { $after }
status-same = Task #{ $id } “{ $title }” already has the status { $status }.
refusal-status-not-yours =
    Only the assignee and admins can change the status of task #{ $id }.
    Tasks assigned to you: /my_tasks
