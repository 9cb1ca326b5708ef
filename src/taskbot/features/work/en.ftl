### Changing the status, taking tasks

command-update-status = change a task's status
command-claim = take a task without an assignee
command-unclaim = give back a task that you took
example-update-status = /update_status 5 in progress
example-claim = /claim 5
example-unclaim = /unclaim 5

ask-rejection =
    ❌ Why are you rejecting task #{ $id }? Write the reason in one message.

    Changed your mind? /cancel
press-meant = { $action ->
        [start] Start
        [reopen] Reopen
        [accept] Accept
        [reject] Reject
       *[done] Complete
    } task #{ $id } “{ $title }”? Press the button below. To add it as a comment instead: <code>/comment { $id } { $word }</code>
task-claimed = 🙋 Task #{ $id } “{ $title }” is yours now.
task-claimed-by = 🙋 { $name } has taken task #{ $id } “{ $title }”.
task-unclaimed = 👐 You have given back task #{ $id } “{ $title }”: anyone can take it again.
task-unclaimed-by = 👐 { $name } has given back task #{ $id } “{ $title }”: anyone can take it again.
task-unclaimed-part = 👐 You no longer work on task #{ $id } “{ $title }”. Others are still assigned to it.
task-unclaimed-part-by = 👐 { $name } no longer works on task #{ $id } “{ $title }”.
status-updated = Task #{ $id } “{ $title }”: { $before } → { $after }
status-updated-part = Your part of task #{ $id } “{ $title }”: { $before } → { $after }
status-same = Task #{ $id } “{ $title }” already has the status { $status }.

refusal-status-missing =
    What is the new status?
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
refusal-status-not-yours =
    Only the assignee and { $project ->
        [yes] the leads of its project
       *[no] admins
    } can change the status of task #{ $id }.
    Tasks assigned to you: /my_tasks
