### Refusals of input: what was wrong, what would be right, an example to copy.
### Variables are pieces of the person's text, or canonical names (`title`, `high`, `none`) to choose by.

# A field of /create_task. $field: its canonical name
input-field = { $field }

# A command as the reader spells it. $spelled: given with every $command and $nearest that is one
input-command = { $spelled }

refusal-unknown-command =
    I don't know the command <code>/{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean { input-nearest-command }?
    }
    All commands: /help

input-nearest-command = { $spelled }

refusal-extra-arguments =
    { input-command } takes nothing after it, but there is <code>{ $extra }</code>.
    Send just <code>{ input-command }</code>

refusal-page =
    <code>{ $typed }</code> is not a page number.
    Pages are counted from 1.
    Example: <code>{ input-command } 2</code>

refusal-number-missing =
    The task number is missing.
    { $command ->
        [update_status] Write the number, then the new status: pending, in_progress, completed or rejected.
        [claim] Write it after the command; /unassigned_tasks shows the numbers.
       *[task_details] Write it after the command; /my_tasks shows the numbers.
    }
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
    One task at a time, please: I don't need <code>{ $extra }</code>.
    The task number is all it takes.
    Example: <code>{ $spelled } { $number }</code>

refusal-status-missing =
    The new status is missing.
    Write it after the number: pending, in_progress, completed or rejected.
    Example: <code>/update_status { $number } in_progress</code>

refusal-status =
    There is no status <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ input-nearest-status }</code>?
    }
    Statuses: pending, in_progress, completed, rejected.
    Example: <code>/update_status { $number } { input-nearest-status }</code>

input-nearest-status =
    { $nearest ->
        [none] in_progress
       *[some] { $nearest }
    }

refusal-title-missing =
    The task has no title.
    Write it after <code>title:</code>, in quotation marks.
    Example: <code>/create_task title:"Prepare the report"</code>

refusal-title-unnamed =
    I can't tell what this text is: it has no field name such as <code>title:</code> before it.
    If it is the title, send this:
    <code>/create_task title:{ $quoted }</code>

refusal-unquoted =
    { $field ->
        [title] The title
       *[description] The description
    } has several words but no quotation marks around it.
    Write that part like this: <code>{ input-field }:{ $quoted }</code>
    Example: <code>/create_task { input-field-example }</code>

refusal-value-empty =
    There is nothing after <code>{ input-field }:</code>
    { $field ->
        [title] A task cannot go without a title: write it in quotation marks.
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
    Fields: title, description, priority, due_date, assigned_to.
    Example: <code>/create_task title:"Prepare the report" priority:high</code>

refusal-key-repeated =
    <code>{ input-field }:</code> is there twice.
    Each field may be given once.
    Example: <code>/create_task { input-field-example }</code>

input-nearest-field = { $nearest }

input-field-example =
    { $field ->
        [description] title:"Prepare the report" description:"Sales by region"
        [priority] title:"Prepare the report" priority:high
        [due_date] title:"Prepare the report" due_date:2030-12-25
        [assigned_to] title:"Prepare the report" assigned_to:@username
       *[title] title:"Prepare the report"
    }

refusal-left-over =
    I don't understand this part: <code>{ $extra }</code>
    Everything after /create_task is written as <code>field:value</code>, with quotation marks around text of several words.
    Example: <code>/create_task title:"Prepare the report" priority:high</code>

refusal-quote-unclosed =
    The quotation mark is never closed: <code>{ $typed }</code>
    Put one at the end of the text too. A quotation mark inside the text is typed <code>\"</code>.
    Example: <code>/create_task title:"Read \"Dune\"" priority:low</code>

refusal-quote-stray =
    A quotation mark is out of place: <code>{ $typed }</code>
    The whole text goes between quotation marks. One inside the text is typed <code>\"</code>.
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
    Write it like one of these: 25.12, 2030-12-25, Dec 25, tomorrow, Friday, next Monday, +2w, in 3 days.{ input-date-example }

refusal-date-impossible =
    There is no such day as <code>{ $typed }</code>.
    { $nearest ->
        [none] Months go from 1 to 12; the order is year-month-day or day.month.year.
       *[some] The last day of that month is { $nearest }.
    }{ input-date-example }

refusal-date-year =
    The year in <code>{ $typed }</code> is out of range.
    Years go from { $first } to { $last }.{ input-date-example }

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
input-date =
    { $nearest ->
        [none] 2030-12-25
       *[some] { $nearest }
    }

refusal-person =
    <code>{ $typed }</code> is neither a Telegram ID nor a @username.
    An ID is a whole number; a username is 4 to 32 Latin letters, digits or underscores.
    Example: <code>/create_task title:"Prepare the report" assigned_to:@username</code>
