### Changing, assigning and deleting tasks

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

    Choose a day or write one: tomorrow, Friday, 25.12, +3d.
ask-task-priority = ❗ How urgent is task #{ $id } “{ $title }”?
ask-task-assignees =
    👤 Who works on task #{ $id } “{ $title }”?
    Now: { $assignees }

    Tap a name to add or remove that person.
assignees-nobody = nobody
assign-pick = 🔎 Find in Telegram
ask-pick =
    🔎 Choose who works on task #{ $id } “{ $title }”: with the button below, in Telegram's own list.
    Or write usernames: @username @another

    Changed your mind? /cancel
pick-people = 👤 Choose people
edited = ✏️ Task #{ $id }: { $changes }
edit-same = Task #{ $id } “{ $title }” is like that already: nothing has been changed.
assigned-by = 📬 { $name } has assigned a task to you.
assign-same = Already working on task #{ $id } “{ $title }”: { $people }.
assignees-by =
    👤 Task #{ $id } “{ $title }”: { $changes }
    Changed by: { $name }
taken-off = 👤 No longer assigned to task #{ $id } “{ $title }”: { $people }.
taken-off-last =
    👤 No longer assigned to task #{ $id } “{ $title }”: { $people }. Now it is nobody's, and anyone can take it.
unassigned-by = 👤 { $name } has taken you off task #{ $id } “{ $title }”.
unassign-same = Not assigned to task #{ $id } “{ $title }” anyway: { $people }.
unassign-nobody = Nobody is assigned to task #{ $id } “{ $title }” anyway.
deleted-by = 🗑 { $name } has deleted task #{ $id } “{ $title }”.
restored-by = ↩ { $name } has restored a deleted task.
command-edit-task = change a task
command-assign = assign people to a task
command-unassign = take people off a task
command-delete-task = delete a task
command-restore-task = restore a deleted task
example-edit-task = /edit_task 5 priority:high due_date:tomorrow
example-assign = /assign 5 @username
example-unassign = /unassign 5 @username
example-delete-task = /delete_task 5
example-restore-task = /restore_task 5
refusal-edit-quote =
    A quotation mark is out of place: <code>{ $typed }</code>
    The whole text goes between quotation marks. One inside the text is typed <code>\"</code>.
    Example: <code>/edit_task { $number } title:"Read \"Dune\""</code>
refusal-edit-unquoted =
    { $field ->
        [title] The title
       *[description] The description
    } has several words but no quotation marks around it.
    Send this: <code>/edit_task { $number } { $field }:{ $quoted }</code>
refusal-edit-empty =
    There is nothing after <code>{ $field }:</code>
    { $field ->
        [title] A task cannot go without a title: write it in quotation marks.
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
       *[title] title:"Prepare the report"
    }
refusal-edit-field =
    There is no field <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ $nearest }:</code>?
    }
    Fields: title, description, priority, due_date, review.
    Example: <code>/edit_task { $number } priority:high due_date:tomorrow</code>
refusal-edit-repeated =
    <code>{ $field }:</code> is there twice.
    Each field may be given once.
    Example: <code>/edit_task { $number } { edit-example }</code>
refusal-edit-left-over =
    I don't understand this part: <code>{ $extra }</code>
    After the number, everything is written as <code>field:value</code>, with quotation marks around text of several words.
    Example: <code>/edit_task { $number } title:"Prepare the report" priority:high</code>
refusal-edit-assignee =
    Assignees have commands of their own: /assign and /unassign.
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
refusal-assignee =
    <code>{ $typed }</code> is neither a Telegram ID nor a @username.
    Several people are separated by spaces; <code>/assign { $number }</code> alone shows everybody to choose from.
    Example: <code>{ $spelled } { $number } @username @another</code>
refusal-assignee-unknown =
    I do not know { $person }. A task can be assigned to someone who has registered with /start.
    <code>/assign { $number }</code> shows everybody to choose from.
    Example: <code>/assign { $number } @username</code>
refusal-not-registered =
    Not registered with me yet: { $people }. Nothing has been changed.
    Invite them with /invite, or let them open { $link } and press Start. Then assign again: <code>/assign { $number }</code>
refusal-assignee-no-access =
    { $person } has no access to the bot now, so no task can be assigned to them.
    To see everybody and let people in: /users
    Example: <code>/assign { $number } @username</code>
