### Getting to know each other, help and menus

start-registered =
    👋 Hello, { $name }! You are registered { $role ->
        [admin] as an <b>admin</b>: you can create tasks and hand them out.
       *[employee] as an <b>employee</b>: tasks assigned to you will arrive here.
    }

    Your Telegram ID: <code>{ $id }</code>
    All commands: /help
start-greeting =
    👋 Hello again, { $name }! You are { $role ->
        [admin] an <b>admin</b>.
       *[employee] an <b>employee</b>.
    }

    Your tasks: /my_tasks
    All commands: /help
start-first =
    👋 We have not met yet. Send /start to register, then try again.

help =
    { $role ->
        [admin] <b>What you can do as an admin</b>
       *[employee] <b>What you can do</b>
    }

    { $commands }

    Tap a code example to copy it. Commands also work in Russian: /помощь.
help-command = /{ $name } – { $description }
help-command-example =
    /{ $name } – { $description }
    <code>{ $example }</code>

command-start = register or say hello
command-help = all commands
command-my-tasks = tasks assigned to me
command-task-details = one task in full
command-update-status = change a task's status
command-claim = take a task that nobody works on
command-create-task = create a task and hand it out
command-all-tasks = all tasks of the team
command-cancel = cancel what I have begun

example-task-details = /task_details 5
example-update-status = /update_status 5 in progress
example-claim = /claim 5
example-create-task = /create_task title:"Prepare the report" priority:high due_date:{ $date } assigned_to:@username

### Answers to what is no command or not for this person

unknown-text =
    I understand commands only. Start with /my_tasks to see your tasks, or with /help for all commands.
unknown-content =
    I can only read text. A photo or a file is added to a task when you send it as a reply to a message of mine about that task. All commands: /help
forwarded-command =
    I do not carry out forwarded commands, whoever wrote them: type the command yourself. All commands: /help
other-bot =
    This command is for another bot, @{ $bot }, so I have done nothing. My commands: /help
admins-only =
    /{ $command } is for admins only. What you can do: /help
only-in-private =
    I work in private chats: write to me at t.me/{ $bot }.
button-unknown = This button no longer works. Send the command again.
button-admins-only = This is for admins only.
button-start-first = We have not met yet. Send /start first.
apology =
    😔 Something went wrong on my side, and your last message changed nothing. The error has been logged; please try again later.
slow-down =
    🐢 You are faster than I am. Nothing is lost: I will answer everything, one after the other.
