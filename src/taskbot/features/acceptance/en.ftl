### Acceptance

command-accept = accept submitted work
command-return-task = return submitted work for rework
example-accept = /accept 5
example-return-task = /return_task 5 The conclusions are missing

submitted-part = 📥 Your part of task #{ $id } “{ $title }” has been submitted. Acceptance starts when everyone has finished.
submitted-already = Task #{ $id } “{ $title }” has already been submitted and is awaiting acceptance.
submitted-already-part = Your part of task #{ $id } “{ $title }” has already been submitted. Acceptance starts when everyone has finished.
review-asked = 📥 Task #{ $id } has been submitted by { $names } and is awaiting your acceptance.
withdrawn-by = ↩ { $name } is working on task #{ $id } “{ $title }” again: it is no longer awaiting acceptance.
accepted-by = 👍 { $name } has accepted the work on task #{ $id } “{ $title }”: it is completed.
accepted-unasked = 👍 The submitted work has been accepted.
accepted-unasked-by = 👍 { $name } has turned off acceptance of task #{ $id } “{ $title }”: the submitted work has been accepted.
returned-by = ↩ { $name } has returned task #{ $id } “{ $title }” for rework.
ask-return =
    ↩ What is missing in task #{ $id }? Write in one message why you are returning it.

    Changed your mind? /cancel

refusal-not-submitted =
    Task #{ $id } has not been submitted, so there is nothing to accept or return.
    The task in full: <code>/task_details { $id }</code>
refusal-not-yours-to-accept =
    Only the creator of task #{ $id } and { $project ->
        [yes] the leads of its project
       *[no] admins
    } can accept or return the work.
    The task in full: <code>/task_details { $id }</code>
