### The digest and quiet hours

command-digest = your day at a glance, and when to send it
command-quiet = when not to disturb you
example-digest = /digest 8:30 weekdays
example-quiet = /quiet 21:00-8:00

notification-off = off
notification-turn-on = Turn on
notification-turn-off = Turn off

digest = 📰 <b>Your day</b> · { $day }
digest-overdue = ⏰ <b>Overdue</b> · { $count }
digest-today = 📅 <b>Today</b> · { $count }
digest-tomorrow = 🗓 <b>Tomorrow</b> · { $count }
digest-accept = 📥 <b>Awaiting your acceptance</b> · { $count }
digest-free = 🙋 <b>Unassigned tasks</b> · { $count }
digest-reminders = 🔔 <b>Reminders</b> · { $count }
digest-row = { $icon } <b>#{ $id }</b> { $title }{ $note }
digest-text = • { $text }
digest-more = …and { $count } more
digest-list-overdue = ⏰ Overdue
digest-list-today = 📅 Today
digest-list-tomorrow = 🗓 Next 7 days
digest-list-accept = 📥 To accept
digest-list-free = 🙋 Unassigned
digest-settings = ⚙️ Settings
digest-empty = 📰 Nothing is due today or tomorrow, and nothing is waiting for you. 🎉

digest-when = { $days ->
    [workdays] on workdays at { $time }
    [daily] every day at { $time }
   *[some] { $names } at { $time }
}
digest-workdays = Workdays
digest-daily = Every day
settings-digest = 📰 Digest
settings-digest-ask =
    📰 <b>When should I send your digest?</b> Now: { $when }.
    It is one message: tasks that are overdue or due today and tomorrow, work that awaits your acceptance, and tasks that are free to take. When there is nothing to say, it doesn't come.
    Any other time: <code>/digest 8:30 mon, wed</code>
digest-set = 📰 Digest: { $when }.

quiet-when = { $start }–{ $end }{ $daysoff ->
    [yes] {" "}and days off
   *[no] {""}
}
quiet-from = from { $time }
quiet-until = until { $time }
quiet-days-off = Days off too
settings-quiet = 🌙 Quiet hours
settings-quiet-ask =
    🌙 <b>When should I leave you alone?</b> Now: { $when }.
    Reminders wait until your quiet hours are over and then come as one message. What people do reaches you at once, but without a sound.
    Any other time: <code>/quiet 21:30-7:00</code>
quiet-set = 🌙 Quiet hours: { $when }.

refusal-digest =
    I can't tell when you want your digest: <code>{ $typed }</code>.
    Write a time, days, or both, or off.
    Example: <code>/digest 8:30 mon, wed</code>
refusal-quiet =
    I can't tell when you want quiet: <code>{ $typed }</code>.
    Write from when until when, or off.
    Example: <code>/quiet 21:00-8:00</code>
refusal-quiet-equal =
    <code>{ $typed }</code> begins and ends at the same time.
    Write from when until when, or off.
    Example: <code>/quiet 21:00-8:00</code>
refusal-half-day =
    <code>{ $typed }</code> could be morning or evening.
    Write it in full: { $morning } or { $evening }.
    Example: <code>{ $command ->
        [quiet] /quiet 21:00-8:00
       *[digest] /digest { $morning }
    }</code>
refusal-clock =
    There is no such time: <code>{ $typed }</code>.
    Write hours and minutes.
    Example: <code>{ $command ->
        [quiet] /quiet 21:00-8:00
       *[digest] /digest 8:30
    }</code>
