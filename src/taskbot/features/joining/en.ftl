### How people come in: registration, requests, invitations

start-greeting =
    👋 Hello again, { $name }! You are { $role ->
        [admin] an <b>admin</b>.
       *[employee] an <b>employee</b>.
    }

    Your tasks: /my_tasks
    All commands: /help
start-first =
    👋 We have not met yet. Send /start to register, then try again.
command-start = register or say hello
button-start-first = We have not met yet. Send /start first.
command-invite = make a link that lets someone in
command-invites = links that can still be used
example-invite = /invite employee 7
access-blocked = 🚫 An admin has blocked your access to this bot.
join-asked =
    ⏳ Thank you, { $name }! The admins have been asked whether you may join. You will hear from me as soon as one has decided.
join-waiting = ⏳ An admin has yet to let you in. You will hear from me then.
join-joined = ✅ { $name } has joined as { $role ->
    [admin] an admin
   *[employee] an employee
}: there is nothing left to decide.
join-by-invitation-only =
    👋 This bot is for a team, and I do not know you yet. Ask one of its admins for an invitation link.
invite-made =
    🔗 This link lets one person in, as { $role ->
        [admin] an <b>admin</b>
       *[employee] an <b>employee</b>
    }. It works once, until { $until }. Send it to that person only:

    { $link }

    All open links: /invites
invite-used = 🎉 { $name } has joined by your invitation, as { $role ->
    [admin] an admin
   *[employee] an employee
}.
invites-list = 🔗 <b>Open invitations</b> · { $total }
invites-row = { $number }. { $role }, by { $name }, until { $until }
invites-none = 🔗 There are no open invitations. To make one: <code>/invite employee 7</code>
invite-revoke = ❌ Revoke { $number }
invite-revoked = The invitation is revoked: its link no longer works.
invite-gone = That invitation could not be used any more.
refusal-invite =
    <code>{ $typed }</code> is neither a role nor a number of days.{ $nearest ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ $nearest }</code>?
    }
    Roles: admin, employee. Without a role the link is for an employee, without a number it works for 7 days.
    Example: <code>/invite { $nearest ->
        [admin] admin
       *[employee] employee
    } 7</code>
refusal-invite-days =
    A link can work for 1 to { $longest } days.
    Example: <code>/invite employee 7</code>
refusal-link =
    This invitation cannot be used.
    Ask an admin of the team for a new link.
