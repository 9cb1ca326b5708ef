### One's own data

command-my-data = all that is stored about me
command-forget-me = erase my data
my-data = 📄 All that is stored about you, { $name }. To have it erased: /forget_me
my-data-latest = Where there are very many entries, only the latest { $count } are in the file.
forget-sure =
    🗑 <b>Erase all your data?</b>

    Your profile, settings and drafts will be gone, and you will be taken off all tasks. Tasks that you created, comments and history stay with the team, without your name. Messages that have been sent stay in their chats.

    This cannot be undone. To see first what is stored: /my_data
forget-yes = 🗑 Erase my data
forget-no = Keep it
forget-kept = Your data stays as it is.
forgotten = 🗑 Your data has been erased. Goodbye! If you ever want to come back: /start
forgotten-blocked = 🗑 Your data has been erased. Only your Telegram ID is kept, because an admin has blocked it.
left-tasks =
    👤 { $name } has left. { $count ->
        [one] This task has no assignee now:
       *[other] These { $count } tasks have no assignee now:
    }

    { $tasks }
