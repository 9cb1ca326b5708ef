### What is left to set up

command-setup = what is left to set up
inline-placeholder = Find my tasks…

setup-checking = 🔧 I am checking…
setup-done = ✅ <b>Everything is set up.</b>
setup-left = 🔧 <b>Left to set up</b>
setup-no-answer = • Telegram doesn't tell me how my account is set up. Try again in a minute.
setup-joins = • <b>I can't be added to groups.</b> In @BotFather: /setjoingroups, then @{ $bot }, then Enable.
setup-inline = • <b>Inline mode is off</b>, so <code>@{ $bot }</code> finds no tasks in other chats. In @BotFather: /setinline, then @{ $bot }.
setup-webhook = • <b>Another program uses my token</b> and has set a webhook. I delete webhooks, but two programs take messages away from each other: stop the other one, or get a new token with /revoke in @BotFather and put it into TELEGRAM_BOT_TOKEN.
setup-timezone = • <b>The time zone is UTC.</b> If the team lives elsewhere, set TIMEZONE on the server, for example TIMEZONE=Europe/London, and restart me.
setup-admins = • <b>There is only one admin.</b> If that account is lost, nobody can let people in. Make another: <code>/set_role @username admin</code>
setup-group = • <b>{ $group }</b>: { $lacks ->
    [binding] the group sees no tasks yet. Type /bind there.
    [send] I may not write there. In the group's settings, let me send messages.
    [admin] I am no administrator there, so answers for one person come in private, and the board isn't pinned. Make me an administrator with the right to pin messages.
   *[pin] I may not pin the board. Give me the right to pin messages.
}
setup-parked = • <b>{ $count ->
    [one] { $count } message is
   *[other] { $count } messages are
} set aside</b> after repeated errors. On the server, <code>taskbot parked</code> says why.
setup-late = • <b>Messages have been waiting for more than a minute.</b> On the server, <code>taskbot health</code> says why.
setup-privacy = ℹ️ { $hears ->
    [all] Privacy mode is off: I get all messages of my groups, though I need only commands. To change that, in @BotFather: /setprivacy, then @{ $bot }, then Enable; and add me to the groups again.
   *[commands] Privacy mode is on: in groups I get commands only. That is enough.
}
