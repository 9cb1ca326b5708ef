### Personal data

command-my-data = everything stored about me
command-forget-me = erase my data

my-data = 📄 { $name }, this is everything stored about you. To erase it: /forget_me
my-data-parts =
    📄 { $name }, this is everything stored about you, in { $count } files, because a bot can send at most 50 MB at once. They arrive one after another.

    To erase it: /forget_me
my-data-part = File { $number } of { $count }

forget-sure =
    🗑 <b>Erase all your data?</b>

    Your profile, settings and drafts will be erased, and you will be unassigned from all tasks. The tasks you created, your comments and your history stay with the team, without your name. Messages already sent stay in their chats.

    This cannot be undone. To see what is stored first: /my_data
forget-yes = 🗑 Erase my data
forget-no = Keep it
forget-kept = Your data stays as it is.
forgotten = 🗑 Your data has been erased. Goodbye! If you ever want to come back: /start
forgotten-blocked = 🗑 Your data has been erased. Only your Telegram ID is kept, because an admin has blocked it.

left-tasks =
    👤 { $name } has left the team. { $count ->
        [one] This task now has no assignee:
       *[other] These { $count } tasks now have no assignee:
    }

    { $tasks }
