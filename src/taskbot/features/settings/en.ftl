### Settings

command-settings = language, time zone, notices
command-language = the language I write to you in
command-timezone = your time zone, by city
command-notices = which notices you get
command-acceptance = whether new tasks are accepted when done
example-language = /language ru
example-timezone = /timezone London
example-notices = /notices important
example-acceptance = /acceptance on
settings =
    ⚙️ <b>Settings</b>

    🌐 Language: <b>{ $language ->
        [en] English
        [ru] Russian
        [team] as for the team
       *[telegram] as in Telegram
    }</b>
    🕒 Time zone: <b>{ $zone }</b>{ $own ->
        [yes] {""}
       *[no] , as for the team
    }
    It is { $time } where you are.
    🔔 Notices: <b>{ $notices ->
        [important] only important ones
       *[all] all
    }</b>{ $role ->
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
settings-back = ◀ Settings
settings-lang-ask =
    🌐 <b>Which language shall I use?</b>
    Commands work in both.
settings-lang-en = English
settings-lang-ru = Русский
settings-lang-telegram = { $follows ->
    [team] As for the team
   *[telegram] As in Telegram
}
settings-lang-set = 🌐 From now on I write to you in { $language ->
    [ru] Russian
   *[en] English
}.
settings-tz-ask =
    🕒 <b>Where are you?</b> Your time zone is { $zone } now, and it is { $time } there.

    Write the name of your city or of a large one nearby, or choose below.
settings-tz-location = 📍 By my location
settings-tz-team = As for the team
settings-tz-share = 📍 Share my location
settings-tz-share-ask =
    📍 Press the button below the input field. I keep your time zone only, not your location.
settings-tz-set = 🕒 Your time zone: <b>{ $zone }</b>, where it is { $time }. Deadlines and times follow it.
settings-cities = 🕒 There is more than one { $name }. Which is yours?
settings-city = { $name }, { $country } · { $time }
settings-notices-ask =
    🔔 <b>Which notices do you want?</b>
    Important: what is assigned to you, done, rejected, handed in or returned.
    All: comments, files and edits as well.
settings-notices-all = All
settings-notices-important = Only important
settings-notices-set = 🔔 Notices: { $notices ->
    [important] only important ones.
   *[all] all.
}
settings-review-ask =
    📥 <b>Acceptance of new tasks</b>
    When it is on, finished work goes to whoever created the task, to be accepted or returned. It can be set otherwise for each task.
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
    Write its name in English or Russian, or that of a large city nearby with the same time.
    Example: <code>/timezone London</code>
refusal-location =
    I cannot tell the time zone of that place.
    Write the name of a large city nearby with the same time.
    Example: <code>/timezone London</code>
refusal-notices =
    I don't know notices called <code>{ $typed }</code>.
    You can choose all of them, or only important ones.
    Example: <code>/notices important</code>
refusal-acceptance =
    <code>{ $typed }</code> is neither on nor off.
    Write on if new tasks are to be accepted when they are done, else off.
    Example: <code>/acceptance on</code>
