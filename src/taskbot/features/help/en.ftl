### Help, the bot's description, and answers to messages that are not commands

help =
    { $role ->
        [admin] <b>What you can do as an admin</b>
       *[employee] <b>What you can do</b>
    }

    { $groups }

    A command sent without a number or a name lets you choose. Commands also work in Russian: /помощь.
help-command = /{ $name } – { $description }
help-first =
    <b>In one line</b>
    { $role ->
        [admin] <code>/create_task Prepare the report @username tomorrow !high</code>
       *[employee] <code>/comment 5 The figures are ready</code>
    }
    <code>/update_status 5 done</code>
help-lists = <b>Lists</b>
help-tasks = <b>One task</b>
help-talk = <b>Comments</b> – or just reply to a message about a task
help-people = <b>People</b>
help-settings = <b>Settings and your data</b>
help-other = <b>Other</b>
shortcut-create-task = ➕ New task
shortcut-my-tasks = 📋 My tasks
shortcut-to-accept = 📥 To accept
shortcut-search = 🔎 Search
shortcut-users = 👥 People
shortcut-settings = ⚙️ Settings
command-help = all commands
command-cancel = cancel what I have started

bot-name = Taskbot · team tasks
bot-description =
    I keep track of your team's tasks: who does what, by when, and how it's going.

    Create a task in one line, assign it, follow it on a card that updates itself, discuss it, accept the work. All in this chat, in English or Russian.

    Press Start to join your team.
bot-short-description = A team's tasks in Telegram: create, assign, follow, accept. English and Russian.

cancelled = Cancelled: nothing has been changed.
cancel-nothing = There is nothing to cancel. All commands: /help

picked-late =
    I no longer know which task this choice was for, so nothing has been changed.
    Choose again: <code>/assign 5</code>
unknown-text =
    That isn't a command I know. Your tasks: /my_tasks. { $role ->
        [admin] All commands: /help
       *[employee] Tasks that anyone can take: /unassigned_tasks. To comment on a task, reply to its card. All commands: /help
    }
unknown-file =
    To add this to a task, send it as a reply to one of my messages about that task. All commands: /help
unknown-content =
    I can't do anything with this. To add a photo or a file to a task, send it as a reply to one of my messages about that task. All commands: /help
forwarded-command =
    I don't run forwarded commands. Please type it yourself. All commands: /help
bots-command =
    I don't run commands that another bot wrote for you. Please type it yourself. All commands: /help
no-admin-now =
    I haven't taken this: you are an employee now, and only admins create and edit tasks. What you can do: /help
other-bot =
    This command is for another bot, @{ $bot }, so I have done nothing. My commands: /help
admins-only =
    /{ $command } is for admins only. What you can do: /help
creators-only =
    /{ $command } is for admins and for leads of projects. The tasks of your projects: /projects

refusal-unknown-command =
    I don't know the command <code>/{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean { input-nearest-command }?
    }
    All commands: /help
input-nearest-command = { $spelled }
