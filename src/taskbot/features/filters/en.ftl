### Saved filters

command-filters = your saved filters
example-filters = /filters save Burning /my_tasks due:overdue

filters-list = ⭐ <b>Saved filters</b> · { $count }
filters-none =
    ⭐ You have no saved filters yet. Filter a list, then press “⭐ Save” below it; or in one line:
    <code>/filters save Burning /my_tasks due:overdue</code>
filters-row = <b>{ $name }</b>: { $what }
filters-all = ⭐ All saved filters
filter-saved =
    ⭐ Saved as “{ $name }”: { $what }
    You find it under “🎛 Filters” of this list, and in /filters.
filter-saved-already = ⭐ You have this filter already: “{ $name }”.
filter-open-saved = ▶ Show
filter-rename = ✏️ Rename
filter-delete = 🗑 Delete the filter
filter-without = ▶ Show without it
filter-ask-name =
    ✏️ What should “{ $name }” be called? Write the new name.

    Changed your mind? /cancel
filter-renamed = ✏️ “{ $before }” is now “{ $after }”.
filter-dropped = 🗑 The filter “{ $name }” is deleted.
filter-gone = There is no such filter any more.
filter-is-gone =
    ⭐ “{ $name }” can't be shown as it was: { $what ->
        [label] the label { $about } is gone, or you have no access to it.
        [person] { $about } is gone.
        [project] the project #{ $about } is gone, or you are no longer in it.
       *[right] you no longer have the rights that it needs.
    }

refusal-filters-how =
    { $act ->
        [save] What is to be saved, and how is it to be called? Write a name, and then the list with its filters.
        [rename] Which filter, and what should it be called? Write both names, with = between them.
       *[delete] Which filter? Write its name.
    }
    Example: <code>/filters { $act ->
        [save] save Burning /my_tasks due:overdue
        [rename] rename Burning = Very urgent
       *[delete] delete Burning
    }</code>
refusal-filters-list =
    <code>{ $typed }</code> is no list that can be filtered.
    Example: <code>/filters save Burning /my_tasks due:overdue</code>
refusal-filter-name =
    <code>{ $typed }</code> can't be the name of a filter: write up to { $most } characters, without “/”.
refusal-filter-taken = You have another filter “{ $name }”. Choose another name.
refusal-filter-unknown =
    You have no filter “{ $typed }”.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean “{ $nearest }”?
    }
    All your filters: /filters
refusal-filters-many = You have { $most } saved filters, which is the most. Delete one first: /filters
