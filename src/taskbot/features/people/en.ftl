### People: their cards, roles and access

start-registered =
    👋 Hello, { $name }! You are registered { $role ->
        [admin] as an <b>admin</b>: you can create tasks and hand them out.
       *[employee] as an <b>employee</b>: tasks assigned to you will arrive here.
    }

    Your Telegram ID: <code>{ $id }</code>
    All commands: /help
command-users = people of the team
command-set-role = make someone an admin or an employee
command-block = block someone
command-unblock = let someone back in
command-hand-over = hand all tasks of someone over
example-users = /users @username
example-set-role = /set_role @username admin
example-block = /block @username
example-unblock = /unblock @username
example-hand-over = /hand_over @username @successor
people-list = 👥 <b>People</b> · { $total ->
    [one] { $total } person
   *[other] { $total } people
}
people-waiting = ⏳ <b>Waiting to be let in</b> · { $total ->
    [one] { $total } person
   *[other] { $total } people
}
people-nobody-waits = ⏳ Nobody is waiting to be let in. Everyone: /users
people-row = { $icon } { $name } · { $standing }
people-shut-out = { $access ->
    [pending] waiting to be let in
   *[blocked] blocked
}
people-page = page { $number } of { $pages }
people-back = ◀ Back to the people
person-access = { $access ->
    [pending] ⏳ waiting to be let in
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
    Known since: { $since }
person-no-username = none
person-unreachable = 🔕 Has blocked the bot and gets no messages.
person-by-settings = 🔒 Named in ADMIN_IDS, so always an admin.
person-gone = This person is not here any more.
person-make-admin = 👑 Make admin
person-make-employee = 👤 Make employee
person-block = 🚫 Block
person-unblock = ✅ Let back in
person-hand-over = 📦 Hand tasks over
person-back = ◀ Back to the person
role-changed = { $name } is now { $role ->
    [admin] an admin
   *[employee] an employee
}.
role-same = { $name } is { $role ->
    [admin] an admin
   *[employee] an employee
} already.
role-changed-yours = { $role ->
    [admin] 👑 { $name } has made you an admin: you can now create tasks, hand them out and look after the team.
   *[employee] 👤 { $name } has made you an employee: you can no longer create tasks or look after the team.
}
    What you can do: /help
blocked-now = 🚫 { $name } is blocked, and can no longer use the bot.
blocked-now-with-tasks =
    🚫 { $name } is blocked, and can no longer use the bot. { $open ->
        [one] { $open } unfinished task remains theirs
       *[other] { $open } unfinished tasks remain theirs
    }; to hand them over: <code>/hand_over { $id } @username</code>
blocked-already = { $name } is blocked already.
unblocked-now = ✅ { $name } can use the bot again.
unblocked-already = { $name } is not blocked.
unblocked-pending =
    { $name } is not blocked but waits to be let in. To let them in: <code>/set_role { $id } employee</code>
unblocked-yours = ✅ { $name } has let you back in. All commands: /help
hand-over-ask =
    📦 Hand tasks of { $name } over: { $open ->
        [one] { $open } unfinished task.
       *[other] { $open } unfinished tasks.
    }
    Who takes over?
hand-over-sure =
    📦 Hand { $open ->
        [one] { $open } unfinished task
       *[other] { $open } unfinished tasks
    } of { $name } over to { $heir }?
hand-over-yes = ✅ Hand over
handed-over =
    📦 { $count ->
        [one] { $count } task
       *[other] { $count } tasks
    } of { $name } handed over to { $heir }.
handed-over-nothing = { $name } has no unfinished tasks: there is nothing to hand over.
handed-over-cards =
    Older messages about { $count ->
        [one] { $count } task
       *[other] { $count } tasks
    } show the new assignee once they are opened.
handed-over-to-you =
    📬 { $name } has handed { $count ->
        [one] { $count } task
       *[other] { $count } tasks
    } of { $leaver } over to you:

    { $tasks }

    Your tasks: /my_tasks
handed-over-from-you =
    📦 { $name } has handed { $count ->
        [one] { $count } task
       *[other] { $count } tasks
    } of yours over to { $heir }.
tasks-row = #{ $id } { $title }
join-ask =
    🙋 <b>{ $name }</b> would like to join.
    Telegram ID: <code>{ $id }</code>
join-as-employee = ✅ As an employee
join-as-admin = 👑 As an admin
join-refuse = ❌ Refuse
join-let-in = ✅ { $name } has been let in as { $role ->
    [admin] an admin
   *[employee] an employee
} by { $admin }.
join-refused = ❌ { $name } has been refused by { $admin }. To let them in after all: /users
join-decided = This has been decided already.
join-refused-yours = ❌ An admin has decided not to let you in.
refusal-whom =
    You have not said who is meant.
    Write their @username or Telegram ID after the command; /users shows both.
    Example: <code>{ $spelled } @username{ $command ->
        [set_role] {" "}admin
       *[block] {""}
    }</code>
refusal-whom-hidden =
    I cannot tell who wrote the forwarded message: they hide that in their Telegram settings.
    Write their @username or Telegram ID after the command; /users shows both.
    Example: <code>{ $spelled } @username{ $command ->
        [set_role] {" "}admin
       *[block] {""}
    }</code>
refusal-who =
    <code>{ $typed }</code> is neither a Telegram ID nor a @username.
    A username has 4 to 32 Latin letters, digits and underscores; /users shows everybody's.
    Example: <code>{ $command ->
        [hand_over] { $spelled } @username @successor
        [set_role] { $spelled } @username admin
       *[block] { $spelled } @username
    }</code>
refusal-one-person =
    One person at a time, please: I don't need <code>{ $extra }</code>.
    A username or a Telegram ID is enough.
    Example: <code>{ $spelled } @username</code>
refusal-role =
    { $typed ->
        [none] The role is missing.
       *[other] There is no role <code>{ $typed }</code>.
    }{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ $nearest }</code>?
    }
    Roles: admin, employee.
    Example: <code>/set_role { $who } { $nearest ->
        [none] admin
       *[some] { $nearest }
    }</code>
refusal-two-people =
    Two people are needed: whose tasks, and to whom they go.
    Write their @usernames or Telegram IDs in this order; /users shows both.
    Example: <code>{ $spelled } @username @successor</code>
refusal-nobody =
    I do not know { $person }.
    I know those who have sent me /start: /users
refusal-same-person =
    Tasks of { $name } cannot be handed over to the same person.
    Name somebody else; everybody is in /users.
    Example: <code>/hand_over { $id } @successor</code>
refusal-no-access =
    { $name } cannot use the bot, and so cannot take over tasks.
    Choose somebody who can: /users
refusal-last-admin =
    { $name } is the last admin, and without one nobody could look after the team.
    Make somebody else an admin first: <code>/set_role @username admin</code>
refusal-admin-by-settings =
    { $name } is named in ADMIN_IDS, the bot's settings, and so is always an admin.
    Whoever runs the bot can take them out there. Everybody: /users
refusal-block-yourself =
    You cannot block yourself.
    To leave and have your data erased: /forget_me
