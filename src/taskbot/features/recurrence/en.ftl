### Recurring tasks

command-skip = skip a recurring task once
example-skip = /skip 5
command-repeating = recurring tasks
example-repeating = /repeating 3 stop

skipped = ⏭ Task #{ $id } “{ $title }” is skipped this time. The next one comes when it is due.
skipped-by = ⏭ { $name } has skipped task #{ $id } “{ $title }” this time.

occurrence-new = 🔁 A recurring task:
occurrence-fallen = 🔁 A recurring task. Those who used to do it no longer get my messages, so it is yours; choose somebody else below.
occurrence-nobody = 🔁 A recurring task. Its assignees and its creator are gone, so nobody does it; choose somebody below.
occurrences-new = 🔁 { $count ->
    [one] { $count } recurring task:
   *[other] { $count } recurring tasks:
}
occurrences-row = • task #{ $id } “{ $title }”

series-created = 🔁 “{ $title }” will recur. The first task comes a day before it is due.
series-card =
    🔁 <b>Recurring task { $id }</b>
    <b>{ $title }</b>{ $description }
series-people = { $count ->
    [1] Assignee
   *[other] Assignees
}: { $names }
series-ended = 🏁 No more tasks will come.
series-waits = The next task comes when the open one is finished.
series-stop = ⏹ No more of these
series-all = 🔁 All recurring tasks
series-later = ⏩ The later ones like this one
series-stopped = ⏹ “{ $title }” (recurring task { $id }) comes no more. What has been created stays.
series-stopped-already = “{ $title }” (recurring task { $id }) had ended already.
series-changed = ⏩ “{ $title }” (recurring task { $id }): later tasks will be like this one.
series-same = “{ $title }” (recurring task { $id }): later tasks are like this one already.
series-rule = 🔁 “{ $title }” (recurring task { $id }) recurs: { $rule }
series-list = 🔁 <b>Recurring tasks</b>. Press a number to see or stop one.
series-none =
    No tasks recur.
    Make one that does: <code>/create_task Report @username every monday 10:00</code>
series-row = <b>{ $id }</b> · { $title } · { $rule }{ $next ->
    [yes] {" "}→ { $day }
   *[no] {""}
}

refusal-series =
    <code>{ $typed }</code> is not the number of a recurring task.
    Their numbers: /repeating
    Example: <code>{ input-command } 3 stop</code>
refusal-no-series =
    There is no recurring task { $id }.
    All of them: /repeating
refusal-not-recurring =
    Task #{ $id } does not recur.
    To let it recur: <code>/edit_task { $id } repeat:"every monday 10:00"</code>
refusal-repeat-never =
    { $rule }: there is no such day to come.
    Check when it begins and ends. Example: <code>every monday 10:00 until 2030-12-31</code>
