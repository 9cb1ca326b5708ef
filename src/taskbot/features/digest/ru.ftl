### Дайджест и тихие часы

command-digest = ваш день одним сообщением и когда его присылать
command-quiet = когда вас не беспокоить
example-digest = /дайджест 8:30 по будням
example-quiet = /тихие_часы 21:00-8:00

notification-off = нет
notification-turn-on = Включить
notification-turn-off = Выключить

digest = 📰 <b>Ваш день</b> · { $day }
digest-overdue = ⏰ <b>Просрочено</b> · { $count }
digest-today = 📅 <b>Сегодня</b> · { $count }
digest-tomorrow = 🗓 <b>Завтра</b> · { $count }
digest-accept = 📥 <b>Ждут вашей приёмки</b> · { $count }
digest-free = 🙋 <b>Свободные задачи</b> · { $count }
digest-reminders = 🔔 <b>Напоминания</b> · { $count }
digest-row = { $icon } <b>№ { $id }</b> { $title }{ $note }
digest-text = • { $text }
digest-more = …и ещё { $count }
digest-list-overdue = ⏰ Просроченные
digest-list-today = 📅 На сегодня
digest-list-tomorrow = 🗓 На 7 дней
digest-list-accept = 📥 На приёмку
digest-list-free = 🙋 Свободные
digest-settings = ⚙️ Настройки
digest-empty = 📰 На сегодня и завтра ничего нет, и ничто вас не ждёт. 🎉

digest-when = { $days ->
    [workdays] по рабочим дням в { $time }
    [daily] каждый день в { $time }
   *[some] { $names } в { $time }
}
digest-workdays = По рабочим дням
digest-daily = Каждый день
settings-digest = 📰 Дайджест
settings-digest-ask =
    📰 <b>Когда присылать дайджест?</b> Сейчас: { $when }.
    Это одно сообщение: просроченные задачи, задачи на сегодня и завтра, работа, которая ждёт вашей приёмки, и свободные задачи. Если сказать нечего, он не приходит.
    Другое время: <code>/дайджест 8:30 пн, ср</code>
digest-set = 📰 Дайджест: { $when }.

quiet-when = { $start }–{ $end }{ $daysoff ->
    [yes] {" "}и выходные
   *[no] {""}
}
quiet-from = с { $time }
quiet-until = до { $time }
quiet-days-off = И в выходные
settings-quiet = 🌙 Тихие часы
settings-quiet-ask =
    🌙 <b>Когда вас не беспокоить?</b> Сейчас: { $when }.
    Напоминания подождут конца тихих часов и придут одним сообщением. О том, что делают люди, вы узнаете сразу, но без звука.
    Другое время: <code>/тихие_часы 21:30-7:00</code>
quiet-set = 🌙 Тихие часы: { $when }.

refusal-digest =
    Непонятно, когда присылать дайджест: <code>{ $typed }</code>.
    Напишите время, дни или и то и другое — либо «выкл».
    Пример: <code>/дайджест 8:30 пн, ср</code>
refusal-quiet =
    Непонятно, когда вас не беспокоить: <code>{ $typed }</code>.
    Напишите, с какого и до какого часа, или «выкл».
    Пример: <code>/тихие_часы 21:00-8:00</code>
refusal-quiet-equal =
    У <code>{ $typed }</code> начало и конец совпадают.
    Напишите, с какого и до какого часа, или «выкл».
    Пример: <code>/тихие_часы 21:00-8:00</code>
refusal-half-day =
    <code>{ $typed }</code> — это утро или вечер?
    Напишите полностью: { $morning } или { $evening }.
    Пример: <code>{ $command ->
        [quiet] /тихие_часы 21:00-8:00
       *[digest] /дайджест { $morning }
    }</code>
refusal-clock =
    Такого времени нет: <code>{ $typed }</code>.
    Напишите часы и минуты.
    Пример: <code>{ $command ->
        [quiet] /тихие_часы 21:00-8:00
       *[digest] /дайджест 8:30
    }</code>
