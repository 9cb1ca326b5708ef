### Labels

command-labels = labels: see and change them
example-labels = /labels 5 +urgent -old

labels-list = 🏷 <b>Labels</b>
labels-none =
    🏷 There are no labels yet. Whoever creates a task makes them by writing them:
    <code>/create_task Prepare the report +urgent +client</code>
labels-row = { $label } · { $count }
labels-hint = The numbers are those of open tasks. A list with one label: <code>/my_tasks +urgent</code>
labels-back = ◀ All labels
label-card = 🏷 <b>{ $label }</b> · { $count ->
    [0] no open tasks
    [1] 1 open task
   *[other] { $shown } open tasks
}
label-tasks = 📋 Its tasks
label-rename = ✏️ Rename
label-merge = 🔀 Merge
label-back = ◀ { $label }
label-keep = ✖ Keep it
label-ask-name =
    ✏️ What should { $label } be called? Write one word.

    Changed your mind? /cancel
label-ask-other = 🔀 Into which label should { $label } go? Its tasks get the other one in its place.
label-ask-delete = 🗑 Delete the label { $label }? { $count ->
    [0] No task has it.
    [1] One task has it; the task stays.
   *[other] { $shown } tasks have it; the tasks stay.
}
label-renamed = ✏️ { $before } is now { $after }.
label-merged = 🔀 { $before } is now part of { $after }.
label-deleted = 🗑 { $label } is deleted; its tasks stay.
label-gone = There is no such label any more.

refusal-labels-what =
    I don't understand <code>{ $typed }</code>.
    Give a task labels: <code>/labels 5 +urgent -old</code>
    Change labels: <code>/labels rename bug defect</code>, <code>/labels merge bug defect</code>, <code>/labels delete bug</code>
refusal-labels-names =
    { $count ->
        [1] Which label? Write one name.
       *[other] Which labels? Write two names: the label, and then { $act ->
            [rename] its new name
           *[merge] the label into which it goes
        }.
    }
    Example: <code>/labels { $act } { $act ->
        [delete] bug
       *[other] bug defect
    }</code>
refusal-labels-lead = { $whose ->
    [project] Only the leads of its project can change the label { $label }.
   *[team] Only admins can change the label { $label }.
}
refusal-labels-several =
    { $count } projects have a label { $label }, and you lead them all. Choose the one you mean: /labels
refusal-label-taken =
    There is already a label <code>+{ $other }</code>. To make one of the two:
    <code>/labels merge { $label } { $other }</code>
refusal-label-no-other =
    There is no label <code>+{ $other }</code> to merge into. To give the label that name:
    <code>/labels rename { $label } { $other }</code>
refusal-label-merge = { $whose ->
    [same] Merging { $label } with itself changes nothing: write two labels.
   *[other] { $label } and { $other } belong to different projects, so they can't be merged.
}
