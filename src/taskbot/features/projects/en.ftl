### Projects: their tasks, members and settings

command-projects = projects: tasks and members
command-project = one project: members, settings
example-projects = /projects
example-project = /project new website

project-role = { $role ->
    [lead] 👑 lead
    [viewer] 👁 viewer
   *[member] 👤 member
}
projects-title = 📁 <b>Projects</b> · { $total ->
    [one] { $total } project
   *[other] { $total } projects
}
projects-page = page { $number } of { $pages }
projects-row = 📁 <b>#{ $name }</b> · open tasks: { $open }
projects-row-role = { $row } · { $role }
projects-add = ➕ New project
projects-to-all = ◀ All projects
projects-only-one =
    📁 <b>Projects</b>

    All tasks are in one project now. If your team works on several things, give each a project of its own: people see only the projects that they belong to, and a project's lead can create and assign its tasks without being an admin.

    To add one: <code>/project new website</code>

project-card =
    📁 <b>#{ $name }</b>

    Open tasks: { $open }
project-members-count = Members: { $count }
project-leads = { $count ->
    [1] Lead
   *[other] Leads
}: { $names }
project-everybody = Members: everybody in the team
project-yours = You: { $role }
project-acceptance-line = Acceptance of new tasks: { $value }
project-escalation-line = Reports of overdue tasks: { $value }
project-value = { $value ->
    [on] on
   *[off] off
}
project-value-team = { $value ->
    [on] on, as in the team
   *[off] off, as in the team
}
project-hint = A task for it: <code>/create_task Prepare the report #{ $name }</code>
project-tasks = 📋 Open tasks
project-members = 👥 Members
project-settings = ⚙️ Settings
project-back = ◀ #{ $name }

project-members-title = 👥 <b>Members of #{ $name }</b> · { $total ->
    [one] { $total } person
   *[other] { $total } people
}
project-members-none =
    👥 <b>#{ $name }</b> has no members yet: only admins see it.
project-members-hint = Press a name to change a role or to remove somebody.
project-member-row = { $role } · { $name }
project-add-member = ➕ Add members
project-add-ask =
    ➕ Who should belong to <b>#{ $name }</b>? Press one or more names, or write names or usernames: <code>@username</code>. A ✓ marks members.
project-member-card =
    👤 <b>{ $member }</b> in <b>#{ $name }</b>

    Role: { $role }
    Open tasks here: { $open }

    { $role_name ->
        [lead] A lead creates, assigns and edits the project's tasks and chooses its members.
        [viewer] A viewer sees the project's tasks and changes nothing.
       *[member] A member sees the project's tasks, works on them and comments.
    }
project-member-remove = 🚫 Remove from the project
project-members-back = ◀ To the members
project-remove-ask =
    🚫 Remove { $member } from <b>#{ $name }</b>? { $open ->
        [0] They will no longer see it.
        [one] They will no longer see it, and their { $open } open task there will be left without them.
       *[other] They will no longer see it, and their { $open } open tasks there will be left without them.
    }
project-remove-yes = 🚫 Remove

project-settings-title =
    ⚙️ <b>Settings of #{ $name }</b>

    Acceptance of new tasks: { $acceptance }
    Reports of overdue tasks: { $escalation }
project-acceptance = 📥 Acceptance: { $value ->
    [on] on
    [off] off
   *[team] as in the team
}
project-escalation = 📣 Reports: { $value ->
    [on] on
    [off] off
   *[team] as in the team
}
project-rename = ✏️ Rename
project-delete = 🗑 Delete
project-delete-ask = 🗑 Delete the project <b>#{ $name }</b>? It has no tasks. Its { $members ->
    [0] settings are
    [one] { $members } member and its settings are
   *[other] { $members } members and its settings are
} deleted with it, and that can't be undone.
project-delete-yes = 🗑 Delete
project-ask-new =
    📁 What should the new project be called? Write one word: <code>website</code>

    Changed your mind? /cancel
project-ask-rename =
    ✏️ What should <b>#{ $name }</b> be called? Write one word: <code>website</code>

    Changed your mind? /cancel

project-created = ✅ Project #{ $name } has been created. Add its members, then create tasks with <code>#{ $name }</code>.
project-renamed = ✏️ Project #{ $before } is now called #{ $name }.
project-name-same = The project is already called #{ $name }.
project-deleted = 🗑 Project #{ $name } has been deleted.
project-added = ✅ { $people } { $count ->
    [1] is
   *[other] are
} now in #{ $name } as { $role ->
    [lead] { $count ->
        [1] a lead
       *[other] leads
    }
    [viewer] { $count ->
        [1] a viewer
       *[other] viewers
    }
   *[member] { $count ->
        [1] a member
       *[other] members
    }
}.
project-role-same = { $people }: already in #{ $name } in this role.
project-removed = 🚫 { $people }: no longer in #{ $name }.{ $tasks ->
    [0] {""}
    [one] {" "}{ $tasks } task is left without them.
   *[other] {" "}{ $tasks } tasks are left without them.
}
project-removed-not = { $people }: not in #{ $name } anyway.
project-acceptance-set = 📥 New tasks of #{ $name }: { $value ->
    [on] acceptance is required
    [off] acceptance is not required
   *[team] acceptance as in the whole team
}.
project-escalation-set = 📣 Reports of overdue tasks of #{ $name }: { $value ->
    [on] on
    [off] off
   *[team] as in the whole team
}.
project-added-you = 📁 { $name } has added you to the project <b>#{ $project }</b> as { $role ->
    [lead] a lead: you can create and assign its tasks and choose its members.
    [viewer] a viewer: you can see its tasks.
   *[member] a member: you can see its tasks, take them and comment.
}
project-role-yours = 📁 { $name } has made you { $role ->
    [lead] a lead of the project <b>#{ $project }</b>: you can create and assign its tasks and choose its members.
    [viewer] a viewer of the project <b>#{ $project }</b>: you can see its tasks, but change nothing.
   *[member] a member of the project <b>#{ $project }</b>: you can see its tasks, take them and comment.
}
project-removed-you = 📁 { $name } has removed you from the project <b>#{ $project }</b>: you no longer see its tasks.
project-gone =
    This project is gone, or you are no longer in it. Your tasks: /my_tasks
project-open = 📁 #{ $name }

refusal-project-which =
    Which project? Write its name first; all of them: /projects
    Example: <code>{ $deed ->
        [rename] /project website rename shop
        [add] /project website add @username
        [role] /project website role @username lead
        [remove] /project website remove @username
        [acceptance] /project website acceptance on
        [escalation] /project website escalation off
        [tasks] /project website tasks
        [members] /project website members
        [settings] /project website settings
       *[delete] /project website delete
    }</code>
refusal-project-deed =
    I don't know what <code>{ $typed }</code> should do with a project.{ $deed ->
        [none] {""}
       *[some] {" "}Did you mean <code>{ input-project-deed }</code>?
    }
    After the project's name you can write: tasks, members, add, role, remove, rename, acceptance, escalation, delete.
    Example: <code>/project { $project } add @username</code>
input-project-deed = { $deed }
refusal-project-name-taken =
    { $by ->
        [word] <code>{ $typed }</code> is a word of the command /project, so it can't be the name of a project.
       *[project] There is already a project <code>#{ $typed }</code>.
    }
    Choose another name.
    Example: <code>/project new website</code>
refusal-project-extra =
    I don't understand this part: <code>{ $extra }</code>
    Leave it out.
    Example: <code>/project { $project } { $deed }</code>
refusal-project-role =
    One role at a time, please: lead, member or viewer. I have read <code>{ $typed }</code>.
    Example: <code>/project { $project } role @username lead</code>
refusal-project-person =
    I can't tell who <code>{ $typed }</code> is.
    Write names, @usernames or Telegram IDs, or press a name: <code>/project { $project } members</code>
    Example: <code>/project { $project } add @username</code>
refusal-project-stranger =
    I don't know { $person }. Only people who have sent me /start can belong to a project.
    Write a name, a @username or a Telegram ID.
    Example: <code>/project { $project } add @username</code>
refusal-project-no-access =
    { $person } has no access to the bot now, so they can't be added to a project.
    Example: <code>/project { $project } add @username</code>
refusal-project-switch =
    <code>{ $typed }</code> is neither on nor off.
    Write on, off, or team to follow the team's setting.
    Example: <code>/project { $project } { $deed } on</code>
refusal-project-lead =
    Only a lead of #{ $name } or an admin can do this.
    What you can do there: <code>/project { $name }</code>
refusal-project-admins =
    Only admins create and delete projects.
    Your projects: /projects
refusal-project-not-empty =
    #{ $name } still has tasks, open or finished, or one that repeats, so it can't be deleted.
    Move them to another project or delete them first: <code>/project { $name } tasks</code>
refusal-project-default =
    #{ $name } is the project of the whole team: { $deed ->
        [delete] it can be renamed, but not deleted.
       *[members] everybody belongs to it, so it has no members of its own.
    }
    Example: <code>/project new website</code>
refusal-projects-many =
    There are { $most } projects already, and that is as many as there can be.
    Delete one that is empty: <code>/project website delete</code>
