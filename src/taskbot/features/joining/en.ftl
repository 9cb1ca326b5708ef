### Joining: registration, requests, invitations

command-start = register or say hello
command-invite = create an invitation link
command-invites = open invitation links
command-revoke-invite = revoke an invitation link
example-revoke-invite = /revoke_invite 3
example-invite = /invite employee 7

start-greeting =
    👋 Hello again, { $name }! You are { $role ->
        [admin] an <b>admin</b>.
       *[employee] an <b>employee</b>.
    }

    Your tasks: /my_tasks
    All commands: /help
start-first =
    👋 We haven't met yet. Send /start to register, then try again.
button-start-first = We haven't met yet. Send /start first.
access-blocked = 🚫 An admin has blocked your access to this bot.

join-asked =
    ⏳ Thank you, { $name }! Your request has been sent to the admins. I'll message you once it's decided.
join-waiting = ⏳ Your request is waiting for an admin. I'll message you once it's decided.
join-joined = ✅ { $name } has joined as { $role ->
    [admin] an admin
   *[employee] an employee
}, so there is nothing left to decide.
join-by-invitation-only =
    👋 This bot is for the members of one team, and we haven't met yet. Ask one of its admins for an invitation link.

invite-made =
    🔗 This link lets one person in, as { $role ->
        [admin] an <b>admin</b>
       *[employee] an <b>employee</b>
    }. It works once, until { $until }. Send it to that person only:

    { $link }

    All open links: /invites
invite-used = 🎉 { $name } has accepted your invitation and joined as { $role ->
    [admin] an admin
   *[employee] an employee
}.
invites-list = 🔗 <b>Open invitations</b> · { $total }
invites-row = { $number }. { $role }, until { $until } · created by { $name }
invites-none = 🔗 There are no open invitations. To create one: <code>/invite employee 7</code>
invite-revoke = ❌ Revoke { $number }
invite-revoked = The invitation has been revoked: its link no longer works.
invite-gone = This invitation was no longer valid.

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
    A link can be valid for 1 to { $longest } days.
    Example: <code>/invite employee 7</code>
refusal-invite-number =
    <code>{ $typed }</code> is not the number of an invitation.
    The open ones and their numbers: /invites
    Example: <code>/revoke_invite 3</code>
refusal-link =
    This invitation is not valid.
    Ask an admin of the team for a new link.
