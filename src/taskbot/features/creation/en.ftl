### Creating tasks, and drafts

command-create-task = create a task and assign it
command-task = make a task, also in a group
example-task = /task Prepare the report @username tomorrow
refusal-group-unbound = This group is not bound yet, so no task can be made here. A lead or an admin of the team types /bind first.
refusal-group-task = Only an admin of the team, or a lead of the project, can make tasks here. Your tasks: /my_tasks
refusal-group-title =
    What needs to be done? Write it behind the command, or reply to a message that says it.
    Example: <code>{ $typed_command } Prepare the report @username tomorrow</code>
example-create-task = /create_task title:"Prepare the report" priority:high due_date:{ $date } assigned_to:@username

ask-title =
    ✏️ What needs to be done? Write the title of the task; the lines below it become the description.
    Or write everything in one line:
    <code>Prepare the report @username tomorrow !high</code>

    You can also forward a message to me: it becomes the description. Changed your mind? /cancel
ask-title-of =
    📝 <b>New task</b>{ $description }

    ✏️ What should it be called? Write the title; you can add @username, a deadline and !priority:
    <code>Prepare the report @username tomorrow !high</code>

    Changed your mind? /cancel

message-make-task = 📝 Make it a task
message-gone = The message has been deleted, so it can't become a task. A new task: /create_task
draft-title-shortened = ✂️ Only the beginning fits into the title; the whole text is in the description.

act-prio = ❗ Priority
draft-suggestion = “{ $title }”
draft-card =
    📝 <b>New task</b>
    <b>{ $title }</b>{ $description }

    Priority: { $priority }
    Deadline: { $deadline }
    { $count ->
        [1] Assignee
       *[other] Assignees
    }: { $assignee }
draft-review-line = Acceptance: you will check the finished work, and accept or return it
draft-files-line = 📎 { $count ->
    [one] { $count } file
   *[other] { $count } files
}
draft-person-in-title = ⚠️ { $person } is now part of the title. To assign the task, choose people below.
draft-no-time = ⚠️ I did not take “{ $words }” for a deadline: it stays in the title. Write a deadline like <code>tomorrow 9:00</code> or <code>tomorrow 6pm</code>.
draft-in-title = ⚠️ Still part of the title: { $words }. If it is the deadline or the priority, press it below.
draft-words = “{ $words }”
draft-take = “{ $words }” → { $value }
draft-people-unknown = ⚠️ I don't know { $people }. { $titled ->
    [yes] Choose the assignee below; if that isn't a person, add it to the title with “✏️ Title”.
   *[no] You can choose the assignee in the next step.
}
draft-people-unclear = ❓ More than one person could be meant by { $people }. { $titled ->
    [yes] Choose below.
   *[no] You can choose in the next step.
}
draft-pending-line = ⏳ I haven't met { $people } yet: the task becomes theirs once they have written to me. To take somebody out, press the name.
draft-group-line = 👥 Everybody in the group will see the task.
draft-elsewhere = ✏️ More in our chat
draft-labels-new = ✨ { $count ->
    [1] { $labels } is new: the label is made together with the task. Not a label? Press it below.
   *[other] { $labels } are new: the labels are made together with the task. Not labels? Press them below.
}
draft-labels-in-title = ⚠️ { $labels } { $count ->
        [1] is
       *[other] are
    } part of the title: labels stand at its beginning or its end. To add one, press “🏷 Labels”.
draft-label-to-title = ↩ { $label } into the title
draft-hint = All correct? Nobody is notified until you press “✅ Create”.
draft-people = 👥 More people
draft-calendar = 📅 Calendar
draft-title = ✏️ Title
draft-description = 📝 Description
draft-repeat = 🔁 Repeat
draft-remind = ⏰ Reminders
draft-review-on = 📥 Acceptance: on
draft-review-off = 📥 Acceptance: off
draft-create = ✅ Create
draft-cancel = ✖ Cancel
draft-back = ◀ Back
draft-no-description = 🚫 No description
draft-ask-people =
    👥 Who should do it? Press one or more names, or write names or usernames: <code>@username</code>
draft-ask-deadline =
    📅 When is it due? Press a day or write one: <code>25.12</code>, <code>Dec 25</code>, <code>Friday</code>, <code>+2w</code>, <code>in 3 days</code>, <code>Friday 15:00</code>, <code>in 2 hours</code>
draft-ask-time =
    🕒 At what time? Now: { $deadline }
    Press an hour or write a time: <code>18:00</code>, <code>3:30 pm</code>, <code>in 90 minutes</code>
draft-ask-repeat =
    🔁 How often? Press a button or write it: <code>every monday 10:00</code>, <code>every last workday</code>, <code>every 2 weeks on tuesday</code>, <code>3 days after completion</code>, <code>every day until 25.12</code>, <code>every month on the 15th, 6 times</code>
draft-repeat-each = ➕ Don't wait until the last one is done
draft-repeat-wait = ⏳ Wait until the last one is done
draft-repeat-none = 🚫 No repeat
draft-repeat-in-title = ⚠️ Something in the title looks as if the task recurs, but it is still part of the title. If it recurs, press “🔁 Repeat”.
draft-ask-remind =
    ⏰ How long before the deadline should I remind the assignees? Press a button or write it: <code>2 hours before</code>, <code>3 days and 1 hour before</code>, up to five.
    I remind them anyway, as each of them has chosen: usually the day before and on the day.
draft-remind-none = 🚫 None of these
draft-ask-labels =
    🏷 Which labels? { $count ->
        [0] Press some below, or write some, new ones too: <code>urgent, client</code>
       *[other] Now: { $labels }.
            Press some below, or write some, new ones too: <code>urgent, client</code>
    }
draft-ask-priority = ❗ How urgent is it?
draft-ask-title = ✏️ Write the new title.
draft-ask-description = 📝 Write the description, or forward a message to add to it.
draft-created = Task #{ $id } has already been created.
draft-gone =
    This draft is gone: it was created, cancelled, or left untouched for a week.
    A new task: /create_task
draft-people-left = Somebody you chose no longer uses the bot and has been removed from the list. Please check and press again.

album-loose =
    📎 { $count ->
        [one] This file hasn't
       *[other] These { $count } files haven't
    } been added to any task. To add { $count ->
        [one] it
       *[other] them
    }, reply to { $count ->
        [one] it
       *[other] one of them
    }: <code>/comment 5</code>{ $role ->
        [admin] {" "}or <code>/create_task Report</code>
       *[employee] {""}
    }
rest-of-comment =
    ✂️ Telegram splits texts of more than 4,096 characters. The first part is your comment on task #{ $id } “{ $title }”; this part has not been added.
rest-of-task =
    ✂️ Telegram splits texts of more than 4,096 characters. The first part is in task #{ $id } “{ $title }”; this part has not been added.
rest-add = ➕ Add it as a comment
rest-of-draft =
    ✂️ Telegram splits texts of more than 4,096 characters. The first part is in the draft of the new task; this part has not been added.
rest-add-to-draft = ➕ Add it to the description

task-created-for = ✅ Task #{ $id } has been created and sent to { $assignee }.
task-created-unreachable =
    ✅ Task #{ $id } has been created, but { $assignee } { $count ->
        [1] has
       *[other] have
    } blocked the bot and won't be notified.

refusal-title-missing =
    The task has no title.
    Write it after <code>title:</code>, in quotation marks.
    Example: <code>/create_task title:"Prepare the report"</code>
refusal-mention =
    <code>{ $typed }</code> is not a @username: a username has 4 to 32 Latin letters, digits or underscores.
    If it belongs to the title, put the title in quotation marks.
    Example: <code>/create_task Prepare the report @username tomorrow</code>
refusal-mark =
    There is no priority <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>!{ input-nearest-priority }</code>?
    }
    Priorities: !low, !medium, !high, !urgent.
    Example: <code>/create_task Prepare the report @username !{ input-nearest-priority }</code>
refusal-mark-repeated =
    A task has only one priority, and <code>{ $typed }</code> is the second.
    Keep one of them.
    Example: <code>/create_task Prepare the report @username !high</code>
refusal-draft-files =
    A new task can have up to { $count } files.
    Press “✅ Create”, then send the others as a reply to the card of the task. Changed your mind? /cancel
refusal-person-not-found =
    I don't know { $person }. Tasks can be assigned to people who have sent me /start.
    Write a name, a @username or a Telegram ID, or press a name above.
refusal-person-no-access =
    { $person } has no access to the bot now, so no task can be assigned to them.
    See everyone and give access: /users

draft-project = 📁 #{ $name }
draft-project-line = Project: #{ $name }
draft-project-joins = ➕ Not yet in #{ $name }, and added as { $count ->
    [1] a member
   *[other] members
} with the task: { $people }
draft-ask-project = 📁 Which project is it for?
draft-project-in-title = ⚠️ { $word } is part of the title: { $near ->
    [none] it is not a project in which you can create tasks.
   *[some] if it is the project #{ $near }, press it below.
}
draft-project-take = { $word } → 📁 #{ $name }
refusal-project-create =
    You can't create tasks in #{ $name }: its leads and admins do.
    Example: <code>/create_task Prepare the report #{ $nearest }</code>
