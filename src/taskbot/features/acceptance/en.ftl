### Acceptance

command-accept = accept work that was handed in
command-return-task = return work that was handed in
example-accept = /accept 5
example-return-task = /return_task 5 The conclusions are missing
submitted-part = 📥 Your part of task #{ $id } “{ $title }” is handed in. Acceptance comes when everybody is done.
submitted-already = Task #{ $id } “{ $title }” is handed in already and awaits acceptance.
submitted-already-part = Your part of task #{ $id } “{ $title }” is handed in already. Acceptance comes when everybody is done.
review-asked = 📥 Task #{ $id } has been handed in and awaits your acceptance. Handed in by: { $names }
withdrawn-by = ↩ { $name } is working on task #{ $id } “{ $title }” again: it is no longer handed in.
accepted-by = 👍 { $name } has accepted the work on task #{ $id } “{ $title }”: it is completed.
accepted-unasked = 👍 What was handed in is accepted.
accepted-unasked-by = 👍 { $name } has turned off acceptance of task #{ $id } “{ $title }”: what was handed in is accepted.
returned-by = ↩ { $name } has returned task #{ $id } “{ $title }” for rework.
ask-return =
    ↩ What is missing in task #{ $id }? Write in one message why it is returned.

    Changed your mind? /cancel
refusal-not-submitted =
    Task #{ $id } is not handed in, so there is nothing to accept or return.
    The task in full: <code>/task_details { $id }</code>
refusal-not-yours-to-accept =
    The work on task #{ $id } is accepted or returned by its creator and by admins.
    The task in full: <code>/task_details { $id }</code>
