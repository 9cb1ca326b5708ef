### The team's workdays

command-calendar = workdays and days off of the team
example-calendar = /calendar off May 3–7

workdays-country = { $country ->
    [RU] Russia
    [KZ] Kazakhstan
    [BY] Belarus
    [US] United States
    [DE] Germany
    [GB] Great Britain
   *[none] No country
}
workdays = { $country ->
    [none]
        📅 <b>Workdays: Monday to Friday</b>
        No country is chosen, so there are no public holidays.
    [US]
        📅 <b>Workdays: United States</b>
        Monday to Friday, without federal holidays.
    [DE]
        📅 <b>Workdays: Germany</b>
        Monday to Friday, without the holidays that all federal states share.
    [GB]
        📅 <b>Workdays: Great Britain</b>
        Monday to Friday, without the bank holidays of England and Wales.
   *[other]
        📅 <b>Workdays: { workdays-country }</b>
        Monday to Friday, without public holidays, and with the days that the government moved.
}
workdays-coming =
    <b>Coming up</b>
    { $lines }
workdays-own =
    <b>The team's own days</b>
    { $lines }
workdays-line = { $days }: { $works ->
    [yes] { $count ->
        [one] workday
       *[other] workdays
    }
   *[no] { $count ->
        [one] day off
       *[other] { $count } days off
    }
}
workdays-table =
    Holidays as known on { $made }, for the years up to { $last }. Governments move days for a year or two ahead; updates of the bot bring later ones.
workdays-how = { $role ->
    [admin]
        Choose a country below. Days of your own:
        <code>/calendar off May 3–7</code>
        <code>/calendar work Feb 20</code>
        <code>/calendar reset May 3–7</code>
   *[employee] Admins can change the calendar.
}
workdays-country-set = 📅 Workdays: { $country ->
    [none] Monday to Friday, without public holidays.
   *[other] as in { $country ->
        [US] the United States
       *[other] { workdays-country }
    }.
}
workdays-set = 📅 { $act ->
    [off] { $count ->
        [one] Day off
       *[other] Days off
    }
    [work] { $count ->
        [one] Workday
       *[other] Workdays
    }
   *[reset] Back to normal
}: { $days }
workdays-usual = 📅 These are no days of your own, so nothing has been changed.

refusal-calendar-admins =
    Only admins can change the calendar.
    To see it: <code>/calendar</code>
refusal-calendar =
    I can't read <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[other] {" "}Did you mean <code>/calendar { $nearest }</code>?
    }
    Name a country (RU, KZ, BY, US, DE, GB or none), or say which days are <i>off</i>, which ones you <i>work</i>, and which to <i>reset</i>.
    Example: <code>/calendar off May 3–7</code>
refusal-calendar-days-missing =
    Which days?
    Example: <code>/calendar { $act } May 3–7</code>
refusal-calendar-days =
    I can't read <code>{ $typed }</code> as days.
    Write a day, several with commas, or the first and the last day of a range: 25.12, Dec 25, 3–7 May, 2030-12-30 – 2031-01-08.
    Example: <code>/calendar off May 3–7</code>
refusal-calendar-range =
    <code>{ $typed }</code> is no range of days: the first day comes first, and there are at most { $most } days.
    Example: <code>/calendar off May 3–7</code>
refusal-calendar-many =
    The calendar holds at most { $most } days of your own.
    Make room first with <code>/calendar reset</code> and the days that you no longer need.
    Example: <code>/calendar reset May 3–7</code>
