### Comments, files, history

command-comment = comment on a task
command-delete-comment = delete one of your comments
command-files = files of a task
command-history = history of a task
example-comment = /comment 5 The figures are ready
example-delete-comment = /delete_comment 5
example-files = /files 5
example-history = /history 5

ask-comment =
    💬 What would you like to add to task #{ $id } “{ $title }”? Write it in one message, or send a photo or a file.

    Changed your mind? /cancel
comment-added = 💬 Your comment on task #{ $id } “{ $title }” has been added.
file-added = 📎 Your file has been added to task #{ $id } “{ $title }”.
comment-edited = ✏️ Your comment on task #{ $id } “{ $title }” has been changed.
edit-not-read =
    ✏️ I don't reread edited messages, except comments. Nothing has been changed.
    To try again, send it as a new message. All commands: /help
comment-unreadable =
    Nothing has been added to task #{ $id }: I can take text, photos, videos, audio, voice messages and files.
    Send one of these, or /cancel
file-caption = 📎 Task #{ $id } · { $name }, { $moment }

files-none =
    📎 Task #{ $id } “{ $title }” has no files yet.
    To add one, send it as a reply to any message of mine about this task.
files-more = 📎 Task #{ $id } has more files.
files-next = Next files ▶

history-title = 🕓 <b>History of task #{ $id }</b> “{ $title }”
history-empty = This task has no history yet.
history-earlier = ◀ Earlier
history-later = Later ▶
said-text = 💬 “{ $text }”
said-file = { $file }: “{ $text }”

said-edited = { $what } (edited)

comment-delete = 🗑 Delete my comment
comment-delete-yes = 🗑 Delete
own-comments = 🗑 Your comments on task #{ $id } “{ $title }”. Which one do you want to delete?
own-comments-row = { $number }. { $moment } · { $what }
own-comments-more = …and { $count } older: <code>/delete_comment { $id } { $number }</code>
own-comments-delete = 🗑 { $number }
own-comments-none = You have no comments on task #{ $id } “{ $title }”.
ask-delete-comment =
    🗑 Delete this comment on task #{ $id } “{ $title }”? This can't be undone.

    { $what }
comment-deleted = 🗑 Your comment on task #{ $id } “{ $title }” has been deleted.
comment-gone = This comment is already gone.

notice-head = 🔔 { $names } · task #{ $id } “{ $title }”: { $what }
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

refusal-comment-moved =
    Your comment stays on task #{ $id } as it was: a comment can't be moved by editing.
    To comment on task #{ $other }, send a new message: <code>/comment { $other }</code>
refusal-comment-command =
    Your comment on task #{ $id } stays as it was: commands don't work in edited messages.
    Send the command as a new message. To delete the comment: <code>/delete_comment { $id }</code>
refusal-comment-empty =
    Your comment on task #{ $id } stays as it was: there is no text left in it.
    To delete it: <code>/delete_comment { $id }</code>
refusal-comment-number =
    You have { $count ->
        [one] { $count } comment
       *[other] { $count } comments
    } on task #{ $id }; comment 1 is the newest.
    To see them: <code>/delete_comment { $id }</code>
refusal-talk =
    Only the assignees, the creator and admins can discuss task #{ $id }. Nobody is assigned to it yet.
    To take it: <code>/claim { $id }</code>
unsendable-voice =
    🔇 Telegram does not let me send you this voice message: your privacy settings allow none.
    To change that in Telegram: Settings → Privacy and Security → Voice Messages.
unsendable-file = ⚠️ Telegram does not let me send this file any more.
