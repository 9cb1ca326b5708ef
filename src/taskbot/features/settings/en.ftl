### Settings

command-settings = language, time zone, notices
command-language = the bot's language
command-timezone = your time zone, by city
command-notices = which notices you get
command-acceptance = require acceptance for new tasks
example-language = /language ru
example-timezone = /timezone London
example-notices = /notices important
example-acceptance = /acceptance on

settings =
    ⚙️ <b>Settings</b>

    🌐 Language: <b>{ $language ->
        [en] English
        [ru] Russian
        [team] same as the team
       *[telegram] same as in Telegram
    }</b>
    🕒 Time zone: <b>{ $zone }</b>{ $own ->
        [yes] {""}
       *[no] , same as the team
    }
    It is { $time } where you are.
    🔔 Notices: <b>{ $notices ->
        [important] only important ones
       *[all] all
    }</b>
    ⏰ Reminders: <b>{ $reminders ->
        [fewer] few
        [off] only my own
       *[default] all
    }</b>
    📰 Digest: <b>{ $digest }</b>
    🌙 Quiet hours: <b>{ $quiet }</b>{ $role ->
        [admin] {""}
            📥 Acceptance of new tasks: <b>{ $review ->
                [on] on
               *[off] off
            }</b>, for the whole team
       *[employee] {""}
    }
settings-lang = 🌐 Language
settings-tz = 🕒 Time zone
settings-notices = 🔔 Notices
settings-review = 📥 Acceptance
settings-calendar = 📅 Workdays
settings-escalation = 📣 Escalation
settings-back = ◀ Settings

settings-lang-ask =
    🌐 <b>Which language should I use?</b>
    Commands work in both.
settings-lang-en = English
settings-lang-ru = Русский
settings-lang-telegram = { $follows ->
    [team] Same as the team
   *[telegram] Same as in Telegram
}
settings-lang-set = 🌐 From now on I'll write to you in { $language ->
    [ru] Russian
   *[en] English
}.

settings-tz-ask =
    🕒 <b>Where are you?</b> Your time zone is { $zone }, where it is now { $time }.

    Write the name of your city or of a large one nearby, or choose below.
settings-tz-location = 📍 By my location
settings-tz-team = Same as the team
settings-tz-share = 📍 Share my location
settings-tz-share-ask =
    📍 Press the button below the input field. I keep only your time zone, not your location.
settings-tz-set = 🕒 Your time zone: <b>{ $zone }</b>, where it is now { $time }. Deadlines and times follow it.
settings-cities = 🕒 There is more than one { $name }. Which is yours?
settings-city = { $name }, { $country } · { $time }

settings-remind = ⏰ Reminders
settings-remind-ask =
    ⏰ <b>When shall I remind you of your tasks?</b>
    All: at 9:00 of the workday before and of the day, or 24 hours and 1 hour before the time; when it has passed, on the next workday and then weekly.
    Few: only on the day, or 1 hour before, and once when it has passed.
    Only my own: what you or the task's creator have set, nothing else.
    Or write: <code>/remind few</code>
settings-remind-default = All
settings-remind-few = Few
settings-remind-off = Only my own
settings-remind-set = ⏰ Reminders of deadlines: { $reminders ->
    [fewer] few.
    [off] only my own.
   *[default] all.
}
settings-notices-ask =
    🔔 <b>Which notices do you want?</b>
    Important: tasks that are assigned to you, completed, rejected, submitted or returned.
    All: comments, files and edits as well.
settings-notices-all = All
settings-notices-important = Only important
settings-notices-set = 🔔 Notices: { $notices ->
    [important] only important ones.
   *[all] all.
}

settings-review-ask =
    📥 <b>Acceptance of new tasks</b>
    When on, finished work goes to the task's creator, who accepts or returns it. You can change this for any task.
settings-review-on = On
settings-review-off = Off
settings-review-set = 📥 Acceptance of new tasks: { $review ->
    [on] on
   *[off] off
}, for the whole team.

refusal-language =
    I don't speak <code>{ $typed }</code>.
    I speak English and Russian.
    Example: <code>/language ru</code>
refusal-city =
    I don't know a city called <code>{ $typed }</code>.
    Write its name in English or Russian, or the name of a large city nearby with the same time.
    Example: <code>/timezone London</code>
refusal-location =
    I can't tell the time zone of that place.
    Write the name of a large city nearby with the same time.
    Example: <code>/timezone London</code>
refusal-notices =
    I can't tell which notices you mean by <code>{ $typed }</code>.
    You can choose all of them, or only important ones.
    Example: <code>/notices important</code>
refusal-acceptance =
    <code>{ $typed }</code> is neither on nor off.
    Write on to require acceptance for new tasks, or off to do without it.
    Example: <code>/acceptance on</code>
