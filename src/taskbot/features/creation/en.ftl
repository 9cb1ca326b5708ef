### Creating tasks, and drafts

refusal-title-missing =
    The task has no title.
    Write it after <code>title:</code>, in quotation marks.
    Example: <code>/create_task title:"Prepare the report"</code>
act-prio = ❗ Priority
ask-title =
    ✏️ What is the task? Write its title; further lines become the description.
    Or all of it in one line:
    <code>Prepare the report @username tomorrow !high</code>

    You can also forward a message to me: it becomes the description. Changed your mind? /cancel
ask-title-of =
    📝 <b>New task</b>{ $description }

    ✏️ What is it to be called? Write the title, with @username, deadline and !priority if you like:
    <code>Prepare the report @username tomorrow !high</code>

    Changed your mind? /cancel
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
draft-review-line = Acceptance: you will look at the finished work and accept it or return it
draft-files-line = 📎 { $count ->
    [one] { $count } file
   *[other] { $count } files
}
draft-person-in-title = ⚠️ { $person } is part of the title. Choose who does it below, or write the name at the very end of the line.
draft-hint = Is everything right? Nobody hears of it before you press “✅ Create”.
draft-people = 👥 More people
draft-calendar = 📅 Calendar
draft-title = ✏️ Title
draft-description = 📝 Description
draft-review-on = 📥 Acceptance: on
draft-review-off = 📥 Acceptance: off
draft-create = ✅ Create
draft-cancel = ✖ Cancel
draft-back = ◀ Back
draft-no-description = 🚫 No description
draft-ask-people =
    👥 Who is to do it? Press names, as many as you like, or write them: <code>@username</code>
draft-ask-deadline =
    📅 When is it due? Press a day or write one: <code>25.12</code>, <code>Dec 25</code>, <code>Friday</code>, <code>+2w</code>, <code>in 3 days</code>
draft-ask-priority = ❗ How urgent is it?
draft-ask-title = ✏️ Write the new title.
draft-ask-description = 📝 Write the description, or forward a message that is to be added to it.
draft-created = Task #{ $id } has already been created.
draft-gone =
    This draft is no longer there: it has been created, cancelled, or lay untouched for a week.
    A new one: /create_task
draft-people-left = Somebody on the list no longer uses the bot and has been taken off it. Please check and press again.
refusal-mention =
    <code>{ $typed }</code> is not a @username: that is 4 to 32 Latin letters, digits or underscores.
    If it belongs to the title, put the title in quotation marks.
    Example: <code>/create_task Prepare the report @username tomorrow</code>
refusal-mention-unknown =
    I do not know { $person }. A task can be assigned to someone who has sent me /start.{ $suggested ->
        [none] {""}
       *[some] {" "}Did you mean @{ $suggested }?
    }
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
    <code>{ $typed }</code>: a task has only one priority, but two are given.
    Keep one of them.
    Example: <code>/create_task Prepare the report @username !high</code>
refusal-draft-files =
    A new task takes up to { $count } files.
    Press “✅ Create”, and then reply to the card of the task with the others. Changed your mind? /cancel
command-create-task = create a task and hand it out
example-create-task = /create_task title:"Prepare the report" priority:high due_date:{ $date } assigned_to:@username
task-created-for = ✅ Task #{ $id } has been created and sent to { $assignee }.
task-created-unreachable =
    ✅ Task #{ $id } has been created, but { $assignee } { $count ->
        [1] has
       *[other] have
    } blocked the bot and will not hear of it.
refusal-person-not-found =
    I do not know { $person }. A task can be assigned to someone who has sent me /start.
    Give a Telegram ID or a username: <code>assigned_to:@username</code>
refusal-person-no-access =
    { $person } has no access to the bot now, so no task can be assigned to them.
    To see everybody and let people in: /users
