### Напоминания

command-remind = поставить напоминание
example-remind = /напомнить 5 завтра 10:00

reminder = ⏰ Напоминание: задача № { $id } «{ $title }»
reminder-asked = ⏰ Вы просили напомнить: задача № { $id } «{ $title }»
reminder-every = ⏰ Ещё не готово: задача № { $id } «{ $title }»
reminder-text = ⏰ { $text }
reminder-deadline = 📅 Срок: { $deadline }
reminder-late = 🕰 Напоминание опоздало на { $span }: не получилось отправить вовремя.
reminder-over = О задаче № { $id } напоминать больше не нужно.
reminder-stop = 🔕 Больше не напоминать
reminder-snoozed = ⏰ Напомню о задаче № { $id } «{ $title }» ещё раз: { $moment }.
reminder-text-snoozed =
    ⏰ { $text }
    Напомню ещё раз: { $moment }.
snooze-quarter = ⏰ 15 мин
snooze-hour = ⏰ 1 час
snooze-evening = ⏰ Вечером
snooze-tomorrow = ⏰ Завтра в 9:00
snooze-workday = ⏰ В рабочий день
snooze-evening-over = Вечер уже наступил. Выберите другое время.
reminders-list = ⏰ <b>{ $count ->
    [one] { $count } напоминание
    [few] { $count } напоминания
   *[many] { $count } напоминаний
}</b>
reminders-row = № { $id } { $title } · { $deadline }
reminders-own = • { $text }
reminders-more = … и ещё { $count }

remind-promised = ⏰ Напомню { $moment }: «{ $text }»
remind-promised-task = ⏰ Напомню о задаче № { $id } «{ $title }»: { $moment }.
# $minutes: то же, что $span
remind-every = { $minutes ->
    [60] каждый час
    [1440] каждый день
   *[other] каждые { $span }
}
remind-set-until =
    ⏰ Буду напоминать о задаче № { $id } «{ $title }» { $every }, пока она не выполнена: не больше 8 раз в день и никогда в тихие часы.
remind-set-before = ⏰ За { $span } до срока
remind-set-every = 🔁 До выполнения
remind-drop = ✕ Удалить напоминание
remind-dropped = 🗑 Напоминание удалено.
remind-gone = Этого напоминания больше нет.
remind-task-ask =
    ⏰ <b>Когда напомнить о задаче № { $id } «{ $title }»?</b>
    Выберите или напишите: <code>/напомнить { $id } завтра 10:00</code>
remind-task-none = 🔕 Удалить мои напоминания
remind-task-dropped = 🗑 Ваши напоминания о задаче № { $id } «{ $title }» удалены.
remind-task-empty = У вас нет своих напоминаний о задаче № { $id } «{ $title }».
remind-when-every = { $every }, следующее { $moment }
remind-when-before = { $known ->
    [yes] { $moment } (за { $span } до срока)
   *[no] за { $span } до срока
}
remind-of-task = задача № { $id } «{ $title }»
remind-of-hidden-task = задача № { $id }
remind-none =
    ⏰ Своих напоминаний у вас нет.
    Примеры:
    <code>/напомнить 5 завтра 10:00</code>
    <code>/напомнить 5 за 2 часа</code>
    <code>/напомнить 5 каждые 2 часа до выполнения</code>
    <code>/напомнить через 2 часа позвонить в банк</code>
    О сроках я напоминаю и так; изменить: <code>/напомнить немного</code>
remind-list = ⏰ <b>Ваши напоминания: { $count }</b>
remind-list-row = { $place }. { $when } · { $about }
remind-list-how =
    {""}
    Добавить: <code>/напомнить 5 завтра 10:00</code> или <code>/напомнить через 2 часа позвонить в банк</code>

refusal-reminder-early =
    <code>{ $typed }</code> — слишком рано: напомнить можно не больше чем за { $days } дней до срока.
    Пример: <code>/напомнить 5 за 2 дня</code>
refusal-reminders-many =
    У задачи может быть { $most } напоминаний, а получилось бы { $count }.
    Сначала удалите лишние: <code>/напомнить</code>
refusal-reminder-every =
    <code>{ $typed }</code> — слишком часто или слишком редко: могу напоминать от раза в 30 минут до раза в день.
    Пример: <code>/напомнить 5 каждые 2 часа</code>
refusal-remind-over = Задача № { $id } или ваша часть работы уже выполнена, напоминать не о чем.
refusal-remind-past =
    { $moment } — это время уже прошло.
    Пример: <code>/напомнить 5 завтра 10:00</code>
refusal-remind-full =
    У вас { $most } напоминаний, больше я не запомню.
    Сначала удалите лишние: <code>/напомнить</code>
refusal-remind-no-deadline =
    У задачи № { $id } нет срока, от которого считать.
    Назовите время: <code>/напомнить { $id } завтра 10:00</code>
refusal-remind-which =
    К какой задаче относится <code>{ $typed }</code>? Начните с её номера.
    Пример: <code>/напомнить 5 за 2 часа</code>
refusal-remind-when =
    Не понимаю, когда напомнить: <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[other] {" "}Может быть, <code>/напомнить { $nearest }</code>?
    }
    Примеры: <code>/напомнить через 2 часа позвонить в банк</code>, <code>/напомнить завтра 10:00 позвонить в банк</code>
refusal-remind-what =
    О чём напомнить? Я понял только время: <code>{ $typed }</code>.
    Примеры: <code>/напомнить через 2 часа позвонить в банк</code>, <code>/напомнить 5 завтра 10:00</code>
refusal-remind-moment =
    Не понимаю, когда напомнить: <code>{ $typed }</code>.{ $nearest ->
        [none] {""}
       *[other] {" "}Может быть, <code>/напомнить { $number } { $nearest }</code>?
    }
    Примеры: <code>/напомнить { $number } завтра 10:00</code>, <code>/напомнить { $number } за 2 часа</code>, <code>/напомнить { $number } каждые 2 часа</code>
refusal-reminder-before =
    Не понимаю, за сколько до срока напомнить: <code>{ $typed }</code>.
    Примеры: <code>за 30 минут</code>, <code>за 2 часа</code>, <code>за день</code> или <code>нет</code>
    Пример: <code>/изменить_задачу 5 напомнить:"за 2 часа"</code>
