### Comments, files, history

command-comment = comment on a task
command-files = files of a task
command-history = history of a task
example-comment = /comment 5 The figures are ready
example-files = /files 5
example-history = /history 5

ask-comment =
    💬 What would you like to add to task #{ $id } “{ $title }”? Write it in one message, or send a photo or a file.

    Changed your mind? /cancel
comment-added = 💬 Your comment on task #{ $id } “{ $title }” has been added.
file-added = 📎 Your file has been added to task #{ $id } “{ $title }”.
comment-unreadable =
    Nothing has been added to task #{ $id }: I can take text, photos, videos, audio, voice messages and files.
    Send one of these, or /cancel
file-caption = 📎 Task #{ $id } · { $name }, { $moment }

files-none =
    📎 Task #{ $id } “{ $title }” has no files yet.
    To add one, send it as a reply to any message of mine about this task.
files-more = 📎 Task #{ $id } has more files.
files-next = Next files ▶

history-title = 🕓 <b>History of task #{ $id }</b> “{ $title }”
history-empty = This task has no history yet.
history-earlier = ◀ Earlier
history-later = Later ▶
said-text = 💬 “{ $text }”
said-file = { $file }: “{ $text }”

notice-head = 🔔 { $names } · task #{ $id } “{ $title }”: { $what }
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
notice-more = …and { $count } more before that

refusal-talk =
    Only the assignees, the creator and admins can discuss task #{ $id }. Nobody is assigned to it yet.
    To take it: <code>/claim { $id }</code>
unsendable-voice =
    🔇 Telegram does not let me send you this voice message: your privacy settings allow none.
    To change that in Telegram: Settings → Privacy and Security → Voice Messages.
unsendable-file = ⚠️ Telegram does not let me send this file any more.
