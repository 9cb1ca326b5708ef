### Help, menus, and answers to what is no command

refusal-unknown-command =
    I don't know the command <code>/{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean { input-nearest-command }?
    }
    All commands: /help
input-nearest-command = { $spelled }
picked-late =
    I no longer know which task this choice is for, and nothing has been changed.
    Choose again: <code>/assign 5</code>
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
command-help = all commands
command-cancel = cancel what I have begun
unknown-text =
    I understand commands only. Start with /my_tasks to see your tasks, or with /help for all commands.
unknown-content =
    I can only read text. A photo or a file is added to a task when you send it as a reply to a message of mine about that task. All commands: /help
forwarded-command =
    I do not carry out forwarded commands, whoever wrote them: type the command yourself. All commands: /help
bots-command =
    I do not carry out commands that another bot wrote for you: type the command yourself. All commands: /help
no-admin-now =
    I have not taken this: you are an employee now, and only admins create and edit tasks. What you can do: /help
other-bot =
    This command is for another bot, @{ $bot }, so I have done nothing. My commands: /help
admins-only =
    /{ $command } is for admins only. What you can do: /help
only-in-private =
    I work in private chats: write to me at t.me/{ $bot }.
bot-name = Taskbot · team tasks
bot-description =
    I keep a team's tasks: who does what, by when, and how it goes.

    Create a task in one line, assign it, follow it on one live card, talk about it, accept the work. All in this chat, in English or Russian.

    Press Start to join your team.
bot-short-description = A team's tasks in Telegram: create, assign, follow, accept. English and Russian.
cancelled = Cancelled: nothing has been changed.
cancel-nothing = There is nothing to cancel. All commands: /help
