### Groups: being added, what they see, people who come later

command-bind = show tasks in a group
command-unbind = no longer show them there
example-bind = /bind #website

group-welcome =
    👋 I keep the tasks of a team. { $hears ->
        [all] I get all messages of this group, but I act on commands only.
       *[commands] Here I get only commands that are meant for me; I don't see what else you write.
    }

    • Reply to a message with <code>/task@{ $bot } @username tomorrow</code>, and it becomes a task. Or write <code>/task@{ $bot } Prepare the report</code>.
    • <code>/my_tasks@{ $bot }</code> shows you your own tasks. Nobody else sees such answers.
    • What you may do here is what you may do in private. Being an admin of the group changes nothing.

    First, a lead or an admin of the team binds this group.{ $place ->
        [forum] {" "}A topic can be bound on its own: type <code>/bind@{ $bot }</code> in it.
       *[group] {""}
    }
group-lacking = I can do more with these rights:
group-lacks = { $right ->
    [send] • <b>Send messages</b>: I may not write here at all now.
    [admin] • <b>Administrator</b>, without any further right: then answers for one person alone appear here; now they come in private.
   *[pin] • <b>Pin messages</b>: to pin the board of tasks.
}
group-bind = 🔗 Bind this group
group-bound = ✅ { $place ->
    [topic] This topic
   *[group] This group
} is bound: tasks can be made here with /task, and everybody here sees them.
group-bound-to = ✅ { $place ->
    [topic] This topic
   *[group] This group
} sees the project <b>#{ $project }</b> from now on: tasks can be made here with /task.
group-bound-already = This is bound already.
group-unbound = { $place ->
    [topic] This topic
   *[group] This group
} is not bound any more. The cards of tasks here stay as they are.
group-default-project = General
group-topic-gone = ⚠️ A topic of the group “{ $group }” has been deleted or closed. What I had to say there now appears in General. To bind another topic, type /bind in it.
bind-choose = 🔗 Which project should be seen here?
bind-choose-typed =
    🔗 Which project should the group see? Type it in the group:
    <code>/bind #{ $project }</code>
bind-in-group = This command belongs in a group: add me to it, and type <code>/bind@{ $bot }</code> there.

group-open-chat = 💬 Open our chat
group-answered-in-private = 💬 I have answered you in our chat.
group-write-first = 💬 To use me, write to me in private first.
group-stranger = 👋 We haven't met yet. Write to me in private first, then try again.
group-as-yourself = 👤 I don't know who you are: please write as yourself, not in the name of the group or of a channel.

refusal-bind =
    <code>{ $typed }</code> is not a project's name.
    Example: <code>{ $typed_command } #website</code>
refusal-bind-unknown =
    There is no project <code>#{ $typed }</code>, or you have no access to it.
    To choose one: <code>{ $typed_command }</code>
refusal-bind-not-lead = Only an admin of the team, or a lead of the project, can do this. Being an admin of the group doesn't count.
refusal-unbind = { $place ->
    [topic] This topic is not bound on its own: it sees what the group sees.
   *[group] This group is not bound.
}

task-pending-came = 🙋 { $name } has come and now has task #{ $id } “{ $title }”.
