### Escalation of what is late

command-escalation = who hears of overdue tasks, and when
example-escalation = /escalation off

escalation-ask =
    📣 <b>Escalation of overdue tasks</b>
    On workdays at 9:00, by the team's clock, overdue tasks are reported in one list: after 1 workday to the assignee, after 3 to the creator, after 5 to the admins. Work that awaits acceptance is reported to its creator after 3 workdays, to the admins after 5.
escalation-on = On
escalation-off = Off
escalation-set = 📣 Escalation of overdue tasks: { $on ->
    [yes] on
   *[no] off
}, for the whole team.

escalation-own = ⏰ <b>Your overdue tasks: { $count }</b>
escalation-others = { $role ->
    [admin] 📣 <b>The team's overdue tasks: { $count }</b>
    [lead] 📣 <b>Overdue tasks of others: { $count }</b>
   *[employee] 📣 <b>Overdue tasks that you assigned: { $count }</b>
}
escalation-waiting = 📥 <b>Awaiting acceptance: { $count }</b>
escalation-row = { $icon } <b>#{ $id }</b> { $title }{ $assignee } · { $workdays ->
    [one] { $workdays } workday
   *[other] { $workdays } workdays
}
escalation-assignee = { $others ->
    [0] {" "}· { $name }
   *[other] {" "}· { $name } and { $others } more
}
escalation-nobody = nobody
escalation-more = …and { $count } more
escalation-all-own = ⏰ My overdue tasks
escalation-all-others = 📣 Overdue tasks
escalation-all-waiting = 📥 To accept

refusal-escalation =
    <code>{ $typed }</code> is neither on nor off.
    Write on to report overdue tasks to their creators and to admins, or off to do without it.
    Example: <code>/escalation off</code>
