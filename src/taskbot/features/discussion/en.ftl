### Talk about tasks: comments, files, history, acceptance, and what is told together

command-comment = comment on a task
command-files = files of a task
command-history = what happened to a task
command-accept = accept work that was handed in
command-return-task = return work that was handed in
example-comment = /comment 5 The figures are ready
example-files = /files 5
example-history = /history 5
example-accept = /accept 5
example-return-task = /return_task 5 The conclusions are missing

ask-comment =
    💬 What is there to say about task #{ $id } “{ $title }”? Write it in one message, or send a photo or a file.

    Changed your mind? /cancel
comment-added = 💬 Your comment on task #{ $id } “{ $title }” has been added.
file-added = 📎 Your file has been added to task #{ $id } “{ $title }”.
comment-unreadable =
    I have added nothing to task #{ $id }: I can keep text, photos, videos, audio, voice messages and files.
    Send one of these, or /cancel

file-caption = 📎 Task #{ $id } · { $name }, { $moment }
files-none =
    📎 Task #{ $id } “{ $title }” has no files yet.
    To add one, send it as a reply to any message of mine about this task.
files-more = 📎 Task #{ $id } has more files.
files-next = Next files ▶

history-title = 🕓 <b>History of task #{ $id }</b> “{ $title }”
history-empty = There is nothing in the history of this task yet.
history-earlier = ◀ Earlier
history-later = Later ▶
said-text = 💬 “{ $text }”
said-file = { $file }: “{ $text }”

notice-head = 🔔 Task #{ $id } “{ $title }”: { $what } · { $names }
notice-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
notice-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
notice-changes = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
notice-more = …{ $count } more before that

submitted = 📥 Task #{ $id } “{ $title }” is handed in and awaits acceptance.
submitted-part = 📥 Your part of task #{ $id } “{ $title }” is handed in. Acceptance comes when everybody is done.
submitted-already = Task #{ $id } “{ $title }” is handed in already and awaits acceptance.
submitted-already-part = Your part of task #{ $id } “{ $title }” is handed in already. Acceptance comes when everybody is done.
review-asked = 📥 Task #{ $id } has been handed in and awaits your acceptance. Handed in by: { $names }
withdrawn = ↩ Task #{ $id } “{ $title }” is no longer handed in: you are working on it again.
withdrawn-by = ↩ { $name } is working on task #{ $id } “{ $title }” again: it is no longer handed in.
accepted = 👍 The work on task #{ $id } “{ $title }” is accepted, and the task is completed.
accepted-by = 👍 { $name } has accepted the work on task #{ $id } “{ $title }”: it is completed.
accepted-unasked = 👍 What was handed in is accepted.
accepted-unasked-by = 👍 { $name } has turned off acceptance of task #{ $id } “{ $title }”: what was handed in is accepted.
returned = ↩ Task #{ $id } “{ $title }” is returned for rework.
returned-by = ↩ { $name } has returned task #{ $id } “{ $title }” for rework.
ask-return =
    ↩ What is missing in task #{ $id }? Write in one message why it is returned.

    Changed your mind? /cancel
change-withdrawn = took back what was handed in

refusal-talk =
    Task #{ $id } is discussed by those who work on it, its creator and admins. Nobody works on it yet.
    To take it: <code>/claim { $id }</code>
refusal-not-submitted =
    Task #{ $id } is not handed in, so there is nothing to accept or return.
    The task in full: <code>/task_details { $id }</code>
refusal-not-yours-to-accept =
    The work on task #{ $id } is accepted or returned by its creator and by admins.
    The task in full: <code>/task_details { $id }</code>
