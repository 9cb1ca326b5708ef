### Choosing what a command lacks

pick-nothing = { $choice ->
    [claim] There are no unassigned tasks: nothing to take.
    [give_back] There are no tasks that you took and could give back.
    [accept] Nothing is waiting for you to accept or return.
    [edit] There are no tasks yet. To create one: /create_task
    [skip] No open task recurs. To make one that does: <code>/create_task Report @username every monday 10:00</code>
    [files] No task that you see has any files.
    [delete_comment] You have no comments that you could delete.
    [restore] No task has been deleted in the last 30 days.
    [blocked] Nobody is blocked.
    [leaver] Nobody has any open tasks to transfer.
    [person] There is nobody else here whose role or access you can change. To invite somebody: /invite
    [heir] There is nobody else here yet. To invite somebody: /invite
   *[see] There are no tasks for this yet.
}
pick-scope = { $scope ->
    [mine] 👤 My tasks
    [created] ✍️ Assigned by me
    [unassigned] 🙋 Unassigned
    [finished] 🏁 Finished
   *[all] 👥 All tasks
}
