### Lists and their filters

command-my-tasks = tasks assigned to me
command-all-tasks = all tasks of the team
command-created-tasks = tasks assigned by me
command-unassigned-tasks = tasks that you can take
command-overdue-tasks = overdue tasks
command-to-accept = work that awaits acceptance
example-created-tasks = /created_tasks status:in_progress
example-overdue-tasks = /overdue_tasks priority:high,urgent
example-all-tasks = /all_tasks status:pending due:week

list-empty-mine = 📋 Nothing to do: you have no open tasks. 🎉
list-empty-created = 📤 You have not assigned any tasks yet.
list-empty-created-finished = 📤 No open tasks: everything you assigned is finished. 🎉
list-empty-unassigned = 🙋 There are no tasks to take: all open tasks have an assignee.
list-empty-overdue = ⏰ Nothing is overdue. 🎉
list-empty-all =
    🗂 There are no tasks yet. Create the first one:
    <code>{ $example }</code>
list-empty-all-finished = 🗂 No open tasks: everything is finished. 🎉
list-empty-to-accept = 📥 Nothing is awaiting your acceptance. 🎉
list-empty-deleted = 🗑 Nothing has been deleted in the last 30 days.
list-empty-filtered = No task matches these filters.
list-empty-filtered-open = No open task matches these filters.
list-empty-found =
    🔎 Nothing found for “{ $query }”.
    I look for all the words in titles, descriptions and comments. Try fewer words, or just the beginning of one.

list-mine = 📋 <b>My tasks</b>
list-created = 📤 <b>Assigned by me</b>
list-unassigned = 🙋 <b>Unassigned tasks</b>
list-overdue = ⏰ <b>Overdue tasks</b>
list-all = 🗂 <b>All tasks</b>
list-to-accept = 📥 <b>Awaiting acceptance</b>
list-deleted = 🗑 <b>Deleted in the last 30 days</b>
list-found = 🔎 <b>Search: “{ $query }”</b>
list-count = { $total ->
    [one] { $total } task
   *[other] { $total } tasks
}
list-count-more = { $total }+ tasks
list-count-open = { $total ->
    [one] { $total } open task
   *[other] { $total } open tasks
}
list-count-open-more = { $total }+ open tasks
list-page = page { $number } of { $pages }
list-page-more = page { $number }
list-filters = Filters: { $filters }
list-row = { $icon } <b>#{ $id }</b> { $title }
list-assignees = { $name } and { $others } more
list-choose-filters = Choose what to show. Each button turns a filter on or off.
list-to-all = 🗂 All tasks
list-to-finished = 🏁 Finished ({ $count })
list-to-open = ◀ Open tasks

filter-open = 🎛 Filters
filter-open-some = 🎛 Filters: { $count }
filter-show = Done
filter-reset = Clear filters
filter-save = ⭐ Save
filter-back = ◀ To the filters
filter-due = { $due ->
    [overdue] ⏰ overdue
    [today] 📅 today
    [week] 🗓 7 days
   *[none] ∞ no deadline
}
filter-submitted = 📥 submitted
filter-assignee = 👤 { $name }
filter-nobody = not assigned
filter-label = 🏷 { $label }
filter-any-label = 🏷 Any label
filter-label-gone = a label that is gone
filter-anybody = 👤 Any assignee
filter-deleted = 🗑 Deleted tasks

# $some: how many tasks are shown above
search-further = { $some ->
    [0] Nothing so far. These words are very common, so I've only checked the latest tasks. Try a rarer word.
   *[other] These words are very common, so I've only checked the latest tasks. Try a rarer word.
}
search-look-further = 🔎 Search further
search-no-more = Nothing more found.

input-filter = { $field }
input-filter-example =
    { input-command } { $field ->
        [priority] priority:high,urgent
        [due] due:overdue
        [assigned_to] assigned_to:@username
        [label] +urgent
       *[status] status:in_progress
    }
refusal-filter-bare =
    A filter needs its name: <code>{ $typed }</code> alone is not enough.
    Example: <code>{ input-command } { input-filter }:{ $typed }</code>
refusal-filter-key =
    There is no filter <code>{ $typed }</code>.{ $field ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ input-filter }:</code>?
    }
    Filters: status, priority, due, +label and, for admins, assigned_to.
    Example: <code>{ input-filter-example }</code>
refusal-filter-not-here =
    { $field ->
        [assigned_to] Only admins can filter by assignee, and only in /all_tasks, /created_tasks and /overdue_tasks.
        [due] This list has only overdue tasks, so it needs no filter by deadline.
       *[other] This list cannot be filtered by <code>{ input-filter }</code>.
    }
    Example: <code>{ input-command } priority:high</code>
refusal-filter-repeated =
    <code>{ input-filter }:</code> appears twice.
    Write several values together, with commas between them.
    Example: <code>{ input-command } { $field ->
        [priority] priority:high,urgent
        [due] due:overdue,today
        [assigned_to] assigned_to:@username
       *[status] status:pending,in_progress
    }</code>
refusal-filter-empty =
    There is nothing after <code>{ input-filter }:</code>
    Write a value, or leave <code>{ input-filter }:</code> out.
    Example: <code>{ input-filter-example }</code>
refusal-filter-status =
    There is no status <code>{ $typed }</code>.{ $value ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ input-filter-status }</code>?
    }
    Statuses: pending, in_progress, submitted, completed, rejected; also open, finished, all.
    Example: <code>{ input-command } status:{ input-filter-status }</code>
input-filter-status = { $value ->
    [none] in_progress
   *[some] { $value }
}
refusal-filter-priority =
    There is no priority <code>{ $typed }</code>.{ $value ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ input-filter-priority }</code>?
    }
    Priorities: low, medium, high, urgent.
    Example: <code>{ input-command } priority:{ input-filter-priority }</code>
input-filter-priority = { $value ->
    [none] high
   *[some] { $value }
}
refusal-filter-due =
    <code>{ $typed }</code> is not a deadline filter.
    You can write: overdue, today, week (today and the next six days), none.
    Example: <code>{ input-command } due:overdue</code>
refusal-filter-person =
    I can't tell who <code>{ $typed }</code> is.
    Write one @username or Telegram ID, or <code>me</code> for yourself.{ input-filter-none }
    Example: <code>{ input-command } assigned_to:@username</code>
input-filter-none = { $command ->
    [created_tasks] {""}
   *[other] {" "}<code>none</code> means tasks without an assignee.
}
refusal-filter-stranger =
    { $named_by ->
        [id] Nobody here has the Telegram ID { $person }.
        [name] I don't know { $person }: tasks can only be assigned to people who have sent me /start.
       *[username] Nobody here has the username { $person }.
    }
    Write a @username or a Telegram ID, or <code>me</code> for yourself.{ input-filter-none }
    Example: <code>{ input-command } assigned_to:me</code>
refusal-filter-labels =
    A list is filtered by one label at a time.
    Example: <code>{ input-command } +{ $label }</code>
refusal-filter-deleted =
    Deleted tasks have a list of their own, without other filters; only admins can open it, in /all_tasks.
    Example: <code>{ $command ->
        [all_tasks] { input-command } status:deleted
       *[other] { input-command } status:completed
    }</code>

filter-project = 📁 #{ $name }
filter-any-project = 📁 Any project
list-project = 📁 <b>#{ $name }</b>
refusal-filter-projects =
    A list shows one project or all, and <code>#{ $typed }</code> is the second.
    Keep one of them.
    Example: <code>{ input-command } #{ $first }</code>
refusal-filter-project =
    All tasks of #{ $name } are for admins; in other projects, all members see them.
    Example: <code>{ input-command }</code>
