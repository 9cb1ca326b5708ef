### Reminders

command-remind = set a reminder
example-remind = /remind 5 tomorrow 10:00

reminder = ⏰ Reminder: task #{ $id } “{ $title }”
reminder-asked = ⏰ You asked me to remind you of task #{ $id } “{ $title }”
reminder-every = ⏰ Not done yet: task #{ $id } “{ $title }”
reminder-text = ⏰ { $text }
reminder-deadline = 📅 Deadline: { $deadline }
reminder-late = 🕰 This reminder is { $span } late: I couldn't send it in time.
reminder-over = There is nothing left to remind you of in task #{ $id }.
reminder-stop = 🔕 Stop reminding
reminder-snoozed = ⏰ I'll remind you of task #{ $id } “{ $title }” again: { $moment }.
reminder-text-snoozed =
    ⏰ { $text }
    I'll remind you again: { $moment }.
snooze-quarter = ⏰ 15 min
snooze-hour = ⏰ 1 hour
snooze-evening = ⏰ This evening
snooze-tomorrow = ⏰ Tomorrow 9:00
snooze-workday = ⏰ Next workday
snooze-evening-over = It is evening already. Choose another time.
reminders-list = ⏰ <b>{ $count ->
    [one] { $count } reminder
   *[other] { $count } reminders
}</b>
reminders-row = #{ $id } { $title } · { $deadline }
reminders-own = • { $text }
reminders-more = … and { $count } more

remind-promised = ⏰ I'll remind you on { $moment }: “{ $text }”
remind-promised-task = ⏰ I'll remind you of task #{ $id } “{ $title }”: { $moment }.
# $minutes: the same as $span
remind-every = every { $minutes ->
    [60] hour
    [1440] day
   *[other] { $span }
}
remind-set-until =
    ⏰ I'll remind you of task #{ $id } “{ $title }” { $every } until it is done: at most 8 times a day, and never in your quiet hours.
remind-set-before = ⏰ { $span } before
remind-set-every = 🔁 Until done
remind-drop = ✕ Delete the reminder
remind-dropped = 🗑 The reminder is deleted.
remind-gone = That reminder no longer exists.
remind-task-ask =
    ⏰ <b>When shall I remind you of task #{ $id } “{ $title }”?</b>
    Choose, or write: <code>/remind { $id } tomorrow 10:00</code>
remind-task-none = 🔕 Delete my reminders
remind-task-dropped = 🗑 Your own reminders of task #{ $id } “{ $title }” are deleted.
remind-task-empty = You have set no reminders of task #{ $id } “{ $title }”.
remind-when-every = { $every }, next { $moment }
remind-when-before = { $known ->
    [yes] { $moment } ({ $span } before the deadline)
   *[no] { $span } before the deadline
}
remind-of-task = task #{ $id } “{ $title }”
remind-of-hidden-task = task #{ $id }
remind-none =
    ⏰ You have set no reminders.
    Examples:
    <code>/remind 5 tomorrow 10:00</code>
    <code>/remind 5 2 hours before</code>
    <code>/remind 5 every 2 hours until done</code>
    <code>/remind in 2 hours call the bank</code>
    I remind you of deadlines anyway; to change that: <code>/remind few</code>
remind-list = ⏰ <b>Your reminders: { $count }</b>
remind-list-row = { $place }. { $when } · { $about }
remind-list-how =
    {""}
    To add one: <code>/remind 5 tomorrow 10:00</code> or <code>/remind in 2 hours call the bank</code>

refusal-reminder-early =
    <code>{ $typed }</code> is too long before the deadline: at most { $days } days.
    Example: <code>/remind 5 2 days before</code>
refusal-reminders-many =
    A task can have { $most } reminders, and these would be { $count }.
    Delete some first: <code>/remind</code>
refusal-reminder-every =
    <code>{ $typed }</code> is too often or too rarely: I can remind you every 30 minutes to once a day.
    Example: <code>/remind 5 every 2 hours</code>
refusal-remind-over = Task #{ $id } is done, or your part of it is, so there is nothing to remind you of.
refusal-remind-past =
    { $moment } has already passed.
    Example: <code>/remind 5 tomorrow 10:00</code>
refusal-remind-full =
    You have { $most } reminders, and I can't keep more.
    Delete some first: <code>/remind</code>
refusal-remind-no-deadline =
    Task #{ $id } has no deadline that I could count from.
    Name a time: <code>/remind { $id } tomorrow 10:00</code>
refusal-remind-which =
    Which task does <code>{ $typed }</code> belong to? Write its number first.
    Example: <code>/remind 5 2 hours before</code>
refusal-remind-when =
    I can't tell when to remind you in <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[other] {" "}Did you mean <code>/remind { $nearest }</code>?
    }
    Examples: <code>/remind in 2 hours call the bank</code>, <code>/remind tomorrow 10:00 call the bank</code>
refusal-remind-what =
    What shall I remind you of? I understood only the time: <code>{ $typed }</code>.
    Examples: <code>/remind in 2 hours call the bank</code>, <code>/remind 5 tomorrow 10:00</code>
refusal-remind-moment =
    I can't tell when to remind you: <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[other] {" "}Did you mean <code>/remind { $number } { $nearest }</code>?
    }
    Examples: <code>/remind { $number } tomorrow 10:00</code>, <code>/remind { $number } 2 hours before</code>, <code>/remind { $number } every 2 hours</code>
refusal-reminder-before =
    I don't understand <code>{ $typed }</code> as a time before the deadline.
    Examples: <code>30 min before</code>, <code>2 hours before</code>, <code>1 day before</code>, or <code>none</code>
    Example: <code>/edit_task 5 remind:"2 hours before"</code>
