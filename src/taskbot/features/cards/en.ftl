### A task's card: who works on it, what was last said and changed

status-review = { $status } · 📥 needs acceptance
status-deleted = 🗑 deleted
status-submitted = { $status } · 📥 handed in, awaits acceptance
assignee-status = • { $name }: { $status }
assignee-submitted = • { $name }: { $status } · 📥 handed in
card-assignee = Assignee: { $names }
card-assignees = Assignees:{ $names }
assignees-more = …and { $count } more

last-comment =
    💬 { $count ->
        [one] { $count } comment
       *[other] { $count } comments
    }, the last by { $name }, { $moment }: “{ $text }”
file-kind = { $kind ->
    [photo] 🖼 photo
    [video] 🎬 video
    [audio] 🎵 audio
    [voice] 🎤 voice message
    [animation] 🎞 animation
   *[document] 📎 file
}
last-change = 🕓 { $change }
somebody = a former member

### History: a line for each change. $before and $after are values as people know them

change-line = { $moment } · { $name }: { $what }
change-none = none
change-created = created the task
change-status = { $before } → { $after }
change-own-status = own part: { $before } → { $after }
change-title = title: “{ $before }” → “{ $after }”
change-description = description changed
change-priority = priority: { $before } → { $after }
change-deadline = deadline: { $before } → { $after }
change-assigned = assigned to { $after }
change-unassigned = no longer assigned: { $before }
change-claimed = took the task
change-reason = reason: “{ $after }”
change-submitted = handed in for acceptance
change-accepted = accepted the work
change-returned = returned for rework: “{ $after }”
change-review = acceptance: { $after ->
    [on] on
   *[off] off
}
change-deleted = deleted the task
change-restored = restored the task

### Buttons of the card

act-start = ▶ Start
act-done = ✅ Done
act-reject = ❌ Reject
act-reopen = ↩ Reopen
act-claim = 🙋 Take it
act-accept = 👍 Accept
act-return = ↩ Return
act-comment = 💬 Comment
act-history = 🕓 History
act-files = 📎 Files
act-edit = ✏️ Edit
act-assign = 👤 Assign
act-due = 📅 Deadline
act-prio = ❗ Priority
act-delete = 🗑 Delete
act-restore = ↩ Undo
card-back = ◀ Back to the list
card-return = ◀ Back to the task
card-refreshed = The card of task #{ $id } was out of date and nothing was changed. Here is how the task stands now.
card-closed = Task #{ $id } is no longer open to you.

ask-rejection =
    ❌ Why is task #{ $id } rejected? Write the reason in one message.

    Changed your mind? /cancel
status-reason = Reason: “{ $reason }”
task-claimed = 🙋 Task #{ $id } “{ $title }” is yours now.
task-claimed-by = 🙋 { $name } has taken task #{ $id } “{ $title }”.
refusal-act =
    { $act ->
        [claim] Somebody is working on task #{ $id } already, or it is finished.
        [claimed] Task #{ $id } is yours already.
        [deleted] Task #{ $id } is deleted.
        [restore] Task #{ $id } is not deleted.
       *[other] You cannot do this with task #{ $id } as it stands now.
    }
    The task in full: <code>/task_details { $id }</code>
task-unreachable = ⚠️ { $assignee } { $count ->
        [1] has
       *[other] have
    } blocked the bot and will not hear of it.
