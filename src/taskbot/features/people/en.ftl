### People: their cards, roles and access

command-users = members of the team
command-set-role = make someone an admin or an employee
command-block = block a person's access
command-unblock = restore a person's access
command-hand-over = transfer a person's tasks to somebody else
example-users = /users @username
example-set-role = /set_role @username admin
example-block = /block @username
example-unblock = /unblock @username
example-hand-over = /hand_over @username @successor

start-registered =
    👋 Hello, { $name }! You are registered { $role ->
        [admin] as an <b>admin</b>: you can create tasks and assign them.
       *[employee] as an <b>employee</b>: tasks assigned to you will arrive here.
    }

    Your Telegram ID: <code>{ $id }</code>
    All commands: /help
join-ask =
    🙋 <b>{ $name }</b> would like to join.
    Telegram ID: <code>{ $id }</code>
join-as-employee = ✅ As an employee
join-as-admin = 👑 As an admin
join-refuse = ❌ Decline
join-let-in = ✅ { $admin } has let { $name } in as { $role ->
    [admin] an admin
   *[employee] an employee
}.
join-refused = ❌ { $admin } has declined the request of { $name }. To let them in after all: /users
join-decided = This has already been decided.
join-refused-yours = ❌ An admin has declined your request for access.

people-list = 👥 <b>People</b> · { $total ->
    [one] { $total } person
   *[other] { $total } people
}
people-waiting = ⏳ <b>Waiting for access</b> · { $total ->
    [one] { $total } person
   *[other] { $total } people
}
people-nobody-waits = ⏳ Nobody is waiting for access. Everyone: /users
people-row = { $icon } { $name } · { $standing }
people-shut-out = { $access ->
    [pending] waiting for access
   *[blocked] blocked
}
people-page = page { $number } of { $pages }
people-back = ◀ Back to the list

person-access = { $access ->
    [pending] ⏳ waiting for an admin
    [blocked] 🚫 blocked
   *[active] granted
}
person-card =
    { $icon } <b>{ $name }</b>

    Username: { $username }
    Telegram ID: <code>{ $id }</code>
    Role: { $role }
    Access: { $access }
    Unfinished tasks: { $open }, overdue: { $overdue }
    Registered: { $since }
person-no-username = none
person-unreachable = 🔕 Has blocked the bot and gets no messages.
person-by-settings = 🔒 Listed in ADMIN_IDS, so always an admin.
person-gone = This person is no longer in the team.
person-make-admin = 👑 Make admin
person-make-employee = 👤 Make employee
person-block = 🚫 Block
person-unblock = ✅ Restore access
person-tasks = 📋 Tasks
person-hand-over = 📦 Transfer tasks
person-back = ◀ Back to the card

role-changed = { $name } is now { $role ->
    [admin] an admin
   *[employee] an employee
}.
role-same = { $name } is already { $role ->
    [admin] an admin
   *[employee] an employee
}.
role-changed-yours = { $role ->
    [admin] 👑 { $name } has made you an admin: you can now create tasks, assign them and manage the team.
   *[employee] 👤 { $name } has made you an employee: you can no longer create tasks or manage the team.
}
    What you can do: /help
blocked-now = 🚫 { $name } is now blocked and can no longer use the bot.
blocked-now-with-tasks =
    🚫 { $name } is now blocked and can no longer use the bot, but still has { $open ->
        [one] { $open } unfinished task. To transfer it:
       *[other] { $open } unfinished tasks. To transfer them:
    } <code>/hand_over { $id } @username</code>
blocked-already = { $name } is already blocked.
unblocked-now = ✅ { $name } can use the bot again.
unblocked-already = { $name } is not blocked.
unblocked-pending =
    { $name } is not blocked but waits to be let in. To let them in: <code>/set_role { $id } employee</code>
unblocked-yours = ✅ { $name } has restored your access to the bot. All commands: /help

hand-over-ask =
    📦 { $name } has { $open ->
        [one] { $open } unfinished task. Who should take it over?
       *[other] { $open } unfinished tasks. Who should take them over?
    }
hand-over-sure =
    📦 Transfer { $open ->
        [one] { $open } unfinished task
       *[other] { $open } unfinished tasks
    } from { $name } to { $heir }?
hand-over-yes = ✅ Transfer
handed-over =
    📦 { $count ->
        [one] { $count } task has been transferred
       *[other] { $count } tasks have been transferred
    } from { $name } to { $heir }.
handed-over-nothing = { $name } has no unfinished tasks: there is nothing to transfer.
handed-over-cards =
    Older cards of { $count ->
        [one] { $count } task
       *[other] { $count } tasks
    } will update when opened.
handed-over-to-you =
    📬 { $name } has transferred { $count ->
        [one] { $count } task
       *[other] { $count } tasks
    } from { $leaver } to you:

    { $tasks }

    Your tasks: /my_tasks
handed-over-from-you = 📦 { $name } has transferred { $count } of your tasks to { $heir }.
tasks-row = #{ $id } { $title }

refusal-whom =
    { $command ->
        [hand_over] Whose tasks do you want to transfer?
       *[block] Who do you mean?
    }
    Example: <code>{ $spelled } @username{ $command ->
        [set_role] {" "}admin
        [hand_over] {" "}@successor
       *[block] {""}
    }</code>
refusal-whom-hidden =
    I cannot tell who wrote the forwarded message: they hide that in their Telegram settings.
    Write their name, @username or Telegram ID after the command; /users shows everyone.
    Example: <code>{ $spelled } @username{ $command ->
        [set_role] {" "}admin
       *[block] {""}
    }</code>
refusal-who =
    I can't tell who <code>{ $typed }</code> is.
    Write a name, a @username or a Telegram ID; /users shows everyone.
    Example: <code>{ $command ->
        [hand_over] { $spelled } @username @successor
        [set_role] { $spelled } @username admin
       *[block] { $spelled } @username
    }</code>
refusal-one-person =
    One person at a time, please: leave out <code>{ $extra }</code>.
    A name, a username or a Telegram ID is enough.
    Example: <code>{ $spelled } @username</code>
refusal-role-missing =
    Which role should { $who } have?
    Example: <code>/set_role { $given } admin</code>
refusal-role =
    There is no role <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ $nearest }</code>?
    }
    Roles: admin, employee.
    Example: <code>/set_role { $who } { $nearest ->
        [none] admin
       *[some] { $nearest }
    }</code>
refusal-heir-missing =
    Who takes over the tasks of { $who }?
    Example: <code>{ $spelled } { $given } @successor</code>
refusal-two-people =
    Name two people: who has the tasks now, and who gets them.
    Write their names, @usernames or Telegram IDs in this order, with “to” between full names; /users shows everyone.
    Example: <code>{ $spelled } @username @successor</code>
refusal-nobody =
    I don't know { $person }.
    Everyone who has sent me /start: /users
refusal-same-person =
    { $name } already has these tasks.
    Choose somebody else; everyone is in /users.
    Example: <code>/hand_over { $id } @successor</code>
refusal-namesakes =
    { $person } could be any of these: { $people }
    Write the Telegram ID of the one who gets the tasks.
    Example: <code>/hand_over { $id } { $heir }</code>
refusal-no-access =
    { $name } has no access to the bot, so no tasks can be transferred to them.
    Choose somebody who has: /users
refusal-last-admin =
    { $name } is the last admin, and without one nobody could manage the team.
    Make somebody else an admin first: <code>/set_role @username admin</code>
refusal-admin-by-settings =
    { $name } is listed in ADMIN_IDS, in the bot's settings, and so is always an admin.
    The person who runs the bot can change that. Everyone: /users
refusal-block-yourself =
    You can't block yourself.
    To leave and erase your data: /forget_me
