### The board of a group

command-board = put up a board in a group

board-heading = 📌 <b>Tasks</b> · { $count } open
board-heading-project = 📌 <b>#{ $project }</b> · { $count } open
board-line = { $icon }{ $priority } <b>{ $id }</b> { $title }{ $notes }
board-empty = Nothing is open.
board-more = …and { $count } more
board-closed = 📌 This board is no longer kept up to date.

board-here = 📌 The board is here already, and follows the tasks by itself.
board-show = 👀 Show
board-again = 📌 Put it up again
board-coming = The board is on its way.
board-there = The board is up already.
board-put-up = 📌 The board is up again.
board-unbound = This place is not bound any more, so it has no board.
board-lost = 📌 The board in “{ $group }” is gone: somebody has deleted it, or I may not write there. Shall I put it up again?
board-in-group = This command belongs in a group: add me to it, let it see your tasks with <code>/bind@{ $bot }</code>, and type <code>/board@{ $bot }</code> there.
