### Texts that features share

# A field of /create_task. $field: its canonical name
input-field = { $field }
# A command in the reader's language. $spelled comes with $command, and with a $nearest that is a command
input-command = { $spelled }
refusal-extra-arguments =
    Nothing goes after { $typed_command }. Leave out <code>{ $extra }</code>.
    Send just <code>{ $typed_command }</code>
# $first: the first of several commands; $way: whether it takes a text of several lines
refusal-one-command =
    One command per message, please: this one has { $count }, so I have done nothing.
    Send them one by one, starting with this: <code>{ $first }</code>{ $way ->
        [text] {""}
            If the lines below belong to the text, end the line above them with a colon.
       *[none] {""}
    }
refusal-page =
    <code>{ $typed }</code> is not a page number.
    Pages start at 1.
    Example: <code>{ input-command } 2</code>
refusal-number-missing =
    Which task?
    Example: <code>{ input-number-example }</code>
refusal-number =
    <code>{ $typed }</code> is not a task number.
    A task number is a whole number such as 5 or #5; /my_tasks shows them.
    Example: <code>{ input-number-example }</code>
refusal-number-too-large =
    <code>{ $typed }</code> is too large for a task number.
    /my_tasks shows the numbers of your tasks.
    Example: <code>{ input-number-example }</code>
input-number-example =
    { $spelled } 5{ $command ->
        [update_status] {" "}in_progress
       *[task_details] {""}
    }
refusal-number-extra =
    One task at a time, please: leave out <code>{ $extra }</code>.
    Example: <code>{ $spelled } { $number }</code>
# $numbers: those that were typed, to be copied
refusal-numbers-extra =
    Only task numbers go here: leave out <code>{ $extra }</code>.
    Example: <code>{ $spelled } { $numbers }</code>
refusal-number-range =
    I don't take ranges such as <code>{ $typed }</code>: write each number.
    Example: <code>{ input-numbers-example }</code>
refusal-numbers-many =
    I can take { $most } tasks at a time, and you named { $count }, so I have done nothing.
    Example: <code>{ input-numbers-example }</code>
input-numbers-example =
    { $spelled } { $numbers }{ $command ->
        [update_status] {" "}in_progress
       *[claim] {""}
    }
several-done = Done: { $done } of { $total }
refusal-act =
    { $act ->
        [claim] Task #{ $id } already has an assignee, or it is finished.
        [claimed] Task #{ $id } is already yours.
        [unclaim] You haven't taken task #{ $id }, so there is nothing to give back.
        [unclaim_assigned] Task #{ $id } was assigned to you: only an admin can unassign you.
        [unclaim_done] Task #{ $id } has been submitted or finished, so it can't be given back.
        [deleted] Task #{ $id } is deleted.
        [restore] Task #{ $id } is not deleted.
        [skip] Task #{ $id } is finished, so it can't be skipped.
        [viewer] You are a viewer of the project of task #{ $id }: you see it, but can't change it.
       *[other] You can't do this with task #{ $id } now.
    }
    The task in full: <code>/task_details { $id }</code>
refusal-task-not-found =
    Task #{ $id } does not exist, or you have no access to it.
    Your tasks and their numbers: /my_tasks
refusal-no-page =
    There is no page { $number }: { $pages ->
        [0] you can open pages up to { $last } by number; after that, use the buttons under the list.
        [one] the list has { $pages } page.
       *[other] the list has { $pages } pages.
    }
    Example: <code>{ input-command } { $pages ->
        [0] { $last }
       *[other] { $pages }
    }</code>

refusal-title-unnamed =
    I can't tell what this text is: there is no field name, such as <code>title:</code>, before it.
    If it is the title, send this:
    <code>/create_task title:{ $quoted }</code>
refusal-unquoted =
    { $field ->
        [title] The title
       *[description] The description
    } has several words, so it needs quotation marks.
    Write it like this: <code>{ input-field }:{ $quoted }</code>
    Example: <code>/create_task { input-field-example }</code>
refusal-value-empty =
    There is nothing after <code>{ input-field }:</code>
    { $field ->
        [title] A task needs a title: write it in quotation marks.
       *[some] Write a value, or leave <code>{ input-field }:</code> out.
    }
    Example: <code>/create_task { input-field-example }</code>
refusal-colon-missing =
    A colon is missing after <code>{ input-field }</code>.
    Each field is written as <code>field:value</code>.
    Example: <code>/create_task { input-field-example }</code>
refusal-key-unknown =
    There is no field <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ input-nearest-field }:</code>?
    }
    Fields: title, description, priority, due_date, assigned_to, repeat, labels.
    Example: <code>/create_task title:"Prepare the report" priority:high</code>
refusal-key-repeated =
    <code>{ input-field }:</code> appears twice.
    Give each field only once.
    Example: <code>/create_task { input-field-example }</code>
input-nearest-field = { $nearest }
input-field-example =
    { $field ->
        [description] title:"Prepare the report" description:"Sales by region"
        [priority] title:"Prepare the report" priority:high
        [due_date] title:"Prepare the report" due_date:2030-12-25
        [assigned_to] title:"Prepare the report" assigned_to:@username
        [repeat] title:"Prepare the report" repeat:"every monday"
        [labels] title:"Prepare the report" labels:urgent,client
       *[title] title:"Prepare the report"
    }
refusal-left-over =
    I don't understand this part: <code>{ $extra }</code>
    After the command, write everything as <code>field:value</code>, with quotation marks around text of several words.
    Example: <code>/create_task title:"Prepare the report" priority:high</code>
refusal-quote-unclosed =
    A quotation mark is not closed: <code>{ $typed }</code>
    Add one at the end of the text. Inside the text, type a quotation mark as <code>\"</code>.
    Example: <code>/create_task title:"Read \"Dune\"" priority:low</code>
refusal-quote-stray =
    A quotation mark is out of place: <code>{ $typed }</code>
    Put the whole text in quotation marks. Inside the text, type a quotation mark as <code>\"</code>.
    Example: <code>/create_task title:"Read \"Dune\"" priority:low</code>

refusal-priority =
    There is no priority <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ input-nearest-priority }</code>?
    }
    Priorities: low, medium, high, urgent.
    Example: <code>/create_task title:"Prepare the report" priority:{ input-nearest-priority }</code>
input-nearest-priority =
    { $nearest ->
        [none] high
       *[some] { $nearest }
    }
refusal-date =
    I can't read <code>{ $typed }</code> as a date.
    Write it like one of these: 25.12, 2030-12-25, Dec 25, tomorrow, Friday 15:00, next Monday, +2w, in 3 days, in 2 hours.{ input-date-example }
refusal-date-impossible =
    There is no such day as <code>{ $typed }</code>.
    { $nearest ->
        [none] Months go from 1 to 12; the order is year-month-day or day.month.year.
       *[some] The last day of that month is { $nearest }.
    }{ input-date-example }
refusal-date-year =
    The year in <code>{ $typed }</code> is out of range.
    It must be between { $first } and { $last }.{ input-date-example }
refusal-time-unclear =
    <code>{ $typed }</code> can mean two times. Write <code>{ $one }</code> or <code>{ $two }</code>.{ input-time-example }
refusal-time-impossible =
    There is no such time as <code>{ $typed }</code>. Write it like <code>{ $one }</code> or <code>{ $two }</code>.{ input-time-example }
# $way: how the date was given; where it was asked for, there is nothing to copy but the date itself
input-date-example =
    { $way ->
        [keys] {""}
            Example: <code>/create_task title:"Prepare the report" due_date:{ input-date }</code>
        [line] {""}
            Example: <code>/create_task Prepare the report @username { input-date }</code>
        [edit] {""}
            Example: <code>/edit_task { $number } due_date:{ input-date }</code>
       *[none] {""}
    }
input-time-example =
    { $way ->
        [keys] {""}
            Example: <code>/create_task title:"Prepare the report" due_date:"{ $two }"</code>
        [line] {""}
            Example: <code>/create_task Prepare the report @username { $two }</code>
        [edit] {""}
            Example: <code>/edit_task { $number } due_date:"{ $two }"</code>
       *[none] {""}
    }
input-date =
    { $nearest ->
        [none] 2030-12-25
       *[some] { $nearest }
    }
# The default project has no name until it is given one
project-default = General
refusal-project-not-found =
    There is no project <code>#{ $typed }</code>, or you are not in it.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>#{ $nearest }</code>?
    }
    Your projects: /projects
refusal-project-name =
    <code>{ $typed }</code> can't be the name of a project.
    A name is one word of up to 32 letters, digits, hyphens and underscores, with at least one letter.
    Example: <code>{ $way ->
        [keys] /create_task title:"Prepare the report" project:{ input-project }
       *[none] /project new { input-project }
    }</code>
input-project =
    { $mended ->
        [none] website
       *[some] { $mended }
    }
refusal-projects-several =
    A task belongs to one project, and <code>{ $typed }</code> is the second.
    Keep one of them.
    Example: <code>/create_task Prepare the report @username #website</code>
refusal-person =
    I can't tell who <code>{ $typed }</code> is.
    Write a name, a @username or a Telegram ID, which is a whole number.
    Example: <code>/create_task title:"Prepare the report" assigned_to:@username</code>

labels-line = Labels: { $labels }
labels-made = 🏷 New { $count ->
    [1] label
   *[other] labels
}: { $labels }
refusal-label =
    <code>{ $typed }</code> can't be a label.
    A label is one word of letters, digits, <code>-</code> and <code>_</code> that begins with a letter.
    Example: <code>{ input-label-example }</code>
input-label-example = { $way ->
    [edit] /edit_task { $number } +urgent
    [keys] /create_task title:"Prepare the report" labels:urgent
   *[none] /create_task Prepare the report +urgent
}
refusal-label-long =
    <code>{ $typed }</code> is too long for a label: it has { $most } characters at most.
    Example: <code>{ input-label-example }</code>
refusal-labels-many =
    A task has { $most } labels at most, and with these it would have { $count }.
    Leave some out, or take some away with the button “🏷 Labels”.
    Example: <code>{ input-label-example }</code>
refusal-label-unknown =
    There is no label <code>+{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>+{ $nearest }</code>?
    }
    All labels: /labels
refusal-labels-full =
    <code>+{ $typed }</code> can't be made: there are { $most } labels already, and more would be of no use.
    Rename, merge or delete some: /labels

assignee-status = • { $name }: { $status }
assignee-submitted = • { $name }: { $status } · 📥 submitted
assignees-more = …and { $count } more
file-kind = { $kind ->
    [photo] 🖼 photo
    [video] 🎬 video
    [audio] 🎵 audio
    [voice] 🎤 voice message
    [animation] 🎞 animation
   *[document] 📎 file
}
somebody = a former member
the-bot = the bot
day-today = Today
day-tomorrow = Tomorrow
day-in-a-week = In a week
day-hours = 🕒 Time
day-all = All day, no time
day-none = 🚫 No deadline
person-role = { $role ->
    [admin] admin
   *[employee] employee
}
typed-value = { $value ->
    [pending] pending
    [in_progress] in_progress
    [completed] completed
    [rejected] rejected
    [admin] admin
   *[employee] employee
}
tasks-more = …and { $count } more
status = { $status ->
    [in_progress] 🔄{"\u00A0"}in progress
    [completed] ✅{"\u00A0"}completed
    [rejected] ❌{"\u00A0"}rejected
   *[pending] ⏳{"\u00A0"}pending
}
priority = { $priority ->
    [low] 🟢{"\u00A0"}low
    [high] 🟠{"\u00A0"}high
    [urgent] 🔴{"\u00A0"}urgent
   *[medium] 🟡{"\u00A0"}medium
}
overdue = { $days ->
    [one] <b>{ $days } day overdue</b>
   *[other] <b>{ $days } days overdue</b>
}
overdue-today = <b>overdue</b>
due-today = <b>today</b>
due-tomorrow = tomorrow
due-in = { $days ->
    [one] in { $days } day
   *[other] in { $days } days
}
due = { $date } · { $relative }
no-deadline = none
nobody = unknown
unassigned = not assigned

change-line = { $moment } · { $name }: { $what }
change-none = none
change-created = created the task
change-status = { $before } → { $after }
change-own-status = { $before } → { $after } (their part)
change-title = title: “{ $before }” → “{ $after }”
change-description = description changed
change-priority = priority: { $before } → { $after }
change-labels = labels: { $before } → { $after }
change-deadline = deadline: { $before } → { $after }
change-assigned = assigned { $after }
change-unassigned = unassigned { $before }
change-claimed = took the task
change-unclaimed = gave the task back
change-reason = reason: “{ $after }”
change-submitted = submitted the work for acceptance
change-accepted = accepted the work
change-moved = moved the task to another project
change-skipped = skipped this time
change-missed = not created for { $after }: this one was still open, or the bot was down
change-repeat = repeats: { $before } → { $after }
change-later = made the later tasks like this one
change-returned = returned the work: “{ $after }”
change-review = acceptance: { $after ->
    [on] on
   *[off] off
}
change-deleted = deleted the task
change-comment-deleted = deleted a comment
change-restored = restored the task
change-withdrawn = withdrew the submitted work

act-start = ▶ Start
act-done = ✅ Done
act-reject = ❌ Reject
act-reopen = ↩ Reopen
act-claim = 🙋 Take it
act-unclaim = 👐 Give back
act-accept = 👍 Accept
act-return = ↩ Return
act-comment = 💬 Comment
act-history = 🕓 History
act-files = 📎 Files
act-edit = ✏️ Edit
act-assign = 👤 Assign
act-due = 📅 Deadline
act-labels = 🏷 Labels
act-delete = 🗑 Delete
act-restore = ↩ Restore
act-skip = ⏭ Skip
act-repeat = 🔁 Repeat
card-return = ◀ Back to the task
draft-cancelled = ✖ Cancelled: no task has been created.
next-open = 📋 Open #{ $id }
next-comment = 💬 Reply
next-assign = 👤 Assign…
# $listing: the list that the button shows
show-list = { $listing ->
    [unassigned] 🙋 Unassigned tasks
    [all] 🗂 All tasks
   *[mine] 📋 My tasks
}
act-title = ✏️ Title
act-descr = 📝 Description
button-unknown = This button no longer works. Send the command again.
button-admins-only = This is for admins only.
list-previous = ◀ Back
list-next = Next ▶
keyboard-put-away = ⌨️ There is nothing to choose any more, so the buttons are gone.

task-unreachable = ⚠️ { $assignee } { $count ->
        [1] has
       *[other] have
    } blocked the bot and won't be notified.
submitted = 📥 Task #{ $id } “{ $title }” has been submitted and is awaiting acceptance.
withdrawn = ↩ Task #{ $id } “{ $title }” is no longer awaiting acceptance: you are working on it again.
accepted = 👍 You have accepted the work on task #{ $id } “{ $title }”: it is completed.
returned = ↩ You have returned task #{ $id } “{ $title }” for rework.
assigned = 👤 { $people } { $count ->
        [1] is
       *[other] are
    } now assigned to task #{ $id } “{ $title }”.
deleted = 🗑 Task #{ $id } “{ $title }” has been deleted. It can be restored within 30 days.
restored = ↩ Task #{ $id } “{ $title }” has been restored.
task-created = ✅ Task #{ $id } has been created.
task-created-past = ⚠️ Note that the deadline has already passed.

apology =
    😔 Something went wrong on my side, and your last message changed nothing. The error has been logged; please try again later.
slow-down =
    🐢 You are faster than I am. Nothing is lost: I will answer everything, one after the other.
refusal-person-near =
    I don't know { $person }, so nothing has been changed. Did you mean @{ $suggested }?
refusal-people-many =
    I can take { $most } people at a time, and you named { $count }.
    Nothing has been changed. Send the others in another message.
refusal-person-unclear =
    { $sort ->
        [username] Nobody here has the username { $person }. Who do you mean?
        [waiting] { $person } is still waiting to be let in. Is this who you mean?
       *[name] Several people are called { $person }. Who do you mean?
    }{ $more ->
        [no] {""}
       *[yes] {" "}These are the first ten: to find another, write the full name, the @username or the Telegram ID.
    }
span = { $unit ->
    [day] { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
    [hour] { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
   *[minute] { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
}
spans-before = { $spans } before
change-reminders = reminders: { $before } → { $after }

## Rules of recurring tasks. The parser reads these words back: language/recurring.py

repeat-every = { $unit ->
    [workday] every workday
    [week] every { $every ->
        [1] week
       *[other] { $every } weeks
    }
   *[day] every { $every ->
        [1] day
       *[other] { $every } days
    }
}
repeat-weekly = { $every ->
    [1] every { $days }
   *[other] every { $every } weeks on { $days }
}
repeat-monthly = { $every ->
    [1] { $last ->
        [yes] every last day of the month
       *[no] every month on { $days }
    }
   *[other] every { $every } months on { $days }
}
repeat-at-places = { $every ->
    [1] every { $places } { $what } of the month
   *[other] every { $every } months on the { $places } { $what }
}{ $first ->
   *[other] {""}
}
repeat-yearly = { $every ->
    [1] every year on { $day }
   *[other] every { $every } years on { $day }
}
repeat-after-completion = { $every } { $unit ->
    [workday] { $every ->
        [one] workday
       *[other] workdays
    }
    [week] { $every ->
        [one] week
       *[other] weeks
    }
    [month] { $every ->
        [one] month
       *[other] months
    }
    [year] { $every ->
        [one] year
       *[other] years
    }
   *[day] { $every ->
        [one] day
       *[other] days
    }
} after completion
repeat-weekday = { $day ->
    [0] Monday
    [1] Tuesday
    [2] Wednesday
    [3] Thursday
    [4] Friday
    [5] Saturday
   *[6] Sunday
}
repeat-day = { $day ->
    [-1] the last day
    [1] the 1st
    [2] the 2nd
    [3] the 3rd
    [21] the 21st
    [22] the 22nd
    [23] the 23rd
    [31] the 31st
   *[other] the { $day }th
}
repeat-place = { $place ->
    [-1] last
    [-2] second to last
    [1] first
    [2] second
    [3] third
    [21] 21st
    [22] 22nd
    [23] 23rd
   *[other] { $place }th
}{ $day ->
   *[other] {""}
}
repeat-placed = { $day ->
    [workday] workday
   *[other] { repeat-weekday }
}
repeat-and = { $first } and { $last }
repeat-at = { $rule } at { $time }
repeat-shift = { $rule }, or the { $shift ->
    [next] next
   *[previous] previous
} workday if that is a day off
repeat-until = { $rule }, until { $day }
repeat-times = { $rule }, { $count } { $count ->
    [one] time
   *[other] times
}
repeat-each = { $rule }, each one counts
refusal-repeat =
    I don't understand how often <code>{ $typed }</code> is.
    Write it like one of these: <code>every monday 10:00</code>, <code>3 days after completion</code>.{ input-repeat-example }
# $way: as of dates
input-repeat-example =
    { $way ->
        [keys] {""}
            Example: <code>/create_task title:"Prepare the report" repeat:"every monday 10:00"</code>
        [line] {""}
            Example: <code>/create_task Prepare the report every monday 10:00</code>
        [edit] {""}
            Example: <code>/edit_task { $number } repeat:"every monday 10:00"</code>
       *[none] {""}
    }
repeat-line = 🔁 Repeats: { $rule }
repeat-days = Next: { $days }{ $count ->
   *[other] {""}
}
repeat-days-if-done = Next, if each is done on its day: { $days }{ $count ->
   *[other] {""}
}
