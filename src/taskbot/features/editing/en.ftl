### Changing, assigning and deleting tasks

command-edit-task = change a task
command-assign = assign people to a task
command-unassign = remove assignees from a task
command-delete-task = delete a task
command-restore-task = restore a deleted task
example-edit-task = /edit_task 5 priority:high due_date:tomorrow
example-assign = /assign 5 @username
example-unassign = /unassign 5 @username
example-delete-task = /delete_task 5
example-restore-task = /restore_task 5

edit-review-on = 👍 Require acceptance
edit-review-off = 👍 No acceptance needed
edit-description-none = 🚫 No description

ask-task-title =
    ✏️ What should task #{ $id } be called? Now it is “{ $title }”.
    Write the new title in one message.

    Changed your mind? /cancel
ask-task-description =
    📝 Write the new description of task #{ $id } “{ $title }” in one message; it replaces the old one.

    Changed your mind? /cancel
ask-task-deadline =
    📅 When is task #{ $id } “{ $title }” due?
    Now: { $deadline }

    Choose a day or write one: tomorrow, Friday 15:00, 25.12, +3d, in 2 hours.
ask-task-time =
    🕒 At what time is task #{ $id } “{ $title }” due?
    Now: { $deadline }

    Choose an hour or write a time: 18:00, 3:30 pm, in 90 minutes.
ask-task-priority = ❗ How urgent is task #{ $id } “{ $title }”?
ask-task-labels =
    🏷 Which labels should task #{ $id } “{ $title }” have?
    Now: { $count ->
        [0] none
       *[other] { $labels }
    }

    Press a label to add it or take it away, or write new ones: <code>urgent, client</code>
ask-task-assignees =
    👤 Who should work on task #{ $id } “{ $title }”?
    Now: { $assignees }

    Tap a name to add or remove that person.
assignees-nobody = nobody
assign-pick = 🔎 Find in Telegram
ask-pick =
    🔎 Press the button below and choose the assignees of task #{ $id } “{ $title }” in Telegram's own list.
    Or write names or usernames: @username @another

    Changed your mind? /cancel
pick-people = 👤 Choose people

delete-several-sure = 🗑 Delete { $count ->
        [one] { $count } task? It can be restored within 30 days.
       *[other] { $count } tasks? They can be restored within 30 days.
    }
delete-several-row = Task #{ $id } “{ $title }”
delete-several-no = ✖ Keep them
delete-several-kept = ✖ Nothing has been deleted.

edited = ✏️ Task #{ $id }: { $changes }
edit-same = Task #{ $id } “{ $title }” is already like that: nothing has been changed.
assigned-by = 📬 { $name } has assigned a task to you.
assign-same = { $people } { $count ->
        [1] is
       *[other] are
    } already assigned to task #{ $id } “{ $title }”.
assignees-by = 👤 { $name } · task #{ $id } “{ $title }”: { $changes }
taken-off = 👤 { $people } { $count ->
        [1] is
       *[other] are
    } no longer assigned to task #{ $id } “{ $title }”.
taken-off-last = 👤 { $people } { $count ->
        [1] is
       *[other] are
    } no longer assigned to task #{ $id } “{ $title }”. Nobody is assigned now; anyone can take it.
pending-dropped = ✅ Task #{ $id } “{ $title }” no longer waits for { $people }.
unassigned-by = 👤 { $name } has unassigned you from task #{ $id } “{ $title }”.
unassign-same = { $people } { $count ->
        [1] wasn't
       *[other] weren't
    } assigned to task #{ $id } “{ $title }”.
unassign-nobody = Nobody was assigned to task #{ $id } “{ $title }”.
deleted-by = 🗑 { $name } has deleted task #{ $id } “{ $title }”.
restored-by = ↩ { $name } has restored a deleted task.

refusal-edit-quote =
    A quotation mark is out of place: <code>{ $typed }</code>
    Put the whole text in quotation marks. Inside the text, type a quotation mark as <code>\"</code>.
    Example: <code>/edit_task { $number } title:"Read \"Dune\""</code>
refusal-edit-unquoted =
    { $field ->
        [title] The title
       *[description] The description
    } has several words, so it needs quotation marks.
    Send this: <code>/edit_task { $number } { $field }:{ $quoted }</code>
refusal-edit-empty =
    There is nothing after <code>{ $field }:</code>
    { $field ->
        [title] A task needs a title: write it in quotation marks.
        [due_date] Write a day, or none.
       *[other] Write a value, or leave <code>{ $field }:</code> out.
    }
    Example: <code>/edit_task { $number } { edit-example }</code>
edit-example =
    { $field ->
        [description] description:"Sales by region"
        [priority] priority:high
        [due_date] due_date:tomorrow
        [review] review:on
        [labels] labels:urgent,client
       *[title] title:"Prepare the report"
    }
refusal-edit-field =
    There is no field <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ $nearest }:</code>?
    }
    Fields: title, description, priority, due_date, review, labels, repeat, apply.
    Example: <code>/edit_task { $number } priority:high due_date:tomorrow</code>
refusal-edit-repeated =
    <code>{ $field }:</code> appears twice.
    Give each field only once.
    Example: <code>/edit_task { $number } { edit-example }</code>
refusal-edit-left-over =
    I don't understand this part: <code>{ $extra }</code>
    After the number, write everything as <code>field:value</code>, with quotation marks around text of several words.
    Example: <code>/edit_task { $number } title:"Prepare the report" priority:high</code>
refusal-edit-assignee =
    To change the assignees, use /assign and /unassign.
    Example: <code>/assign { $number } @username</code>
refusal-edit-priority =
    There is no priority <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ $nearest }</code>?
    }
    Priorities: low, medium, high, urgent.
    Example: <code>/edit_task { $number } priority:high</code>
refusal-edit-review =
    Acceptance can be <code>on</code> or <code>off</code>, not <code>{ $typed }</code>.
    Example: <code>/edit_task { $number } review:on</code>
refusal-edit-apply =
    Only <code>apply:later</code> is understood, for the later tasks of a recurring one, not <code>{ $typed }</code>.
    Example: <code>/edit_task { $number } priority:high apply:later</code>
refusal-assignee =
    I can't tell who <code>{ $typed }</code> is. Write names, @usernames or Telegram IDs.
    Separate people with spaces; <code>/assign { $number }</code> alone shows everyone to choose from.
    Example: <code>{ $spelled } { $number } @username @another</code>
refusal-assignee-unknown =
    I don't know { $person }. Tasks can be assigned to people who have sent me /start.
    <code>/assign { $number }</code> shows everyone to choose from.
    Example: <code>/assign { $number } @username</code>
refusal-not-registered =
    Not registered yet: { $people }. Nothing has been changed.
    Invite them with /invite, or ask them to open { $link } and press Start. Then assign again: <code>/assign { $number }</code>
refusal-assignee-no-access =
    { $person } has no access to the bot now, so no task can be assigned to them.
    See everyone and give access: /users
    Example: <code>/assign { $number } @username</code>

task-move = 📁 Move to a project
task-ask-project = 📁 Task #{ $id } “{ $title }” is in #{ $name }. Which project should it move to? Its assignees will become members there.
task-moved = 📁 Task #{ $id } “{ $title }” is now in #{ $name }.
task-moved-same = Task #{ $id } “{ $title }” is already in #{ $name }.
task-moved-by = 📁 { $name } has moved task #{ $id } “{ $title }” to #{ $project }.
refusal-project-move =
    A task can be moved only to a project that you lead.
    Your projects: /projects
