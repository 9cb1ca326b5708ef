### Escalation of what is late

command-escalation = кто и когда узнаёт о просрочке
example-escalation = /эскалация выкл

escalation-ask =
    📣 <b>Эскалация просрочки</b>
    По рабочим дням в 9:00 по времени команды о просроченных задачах приходит один список: через 1 рабочий день — исполнителю, через 3 — автору, через 5 — администраторам. О работе, которая ждёт приёмки, через 3 рабочих дня узнаёт автор, через 5 — администраторы.
escalation-on = Включить
escalation-off = Выключить
escalation-set = 📣 Эскалация просрочки { $on ->
    [yes] включена
   *[no] выключена
} для всей команды.

escalation-own = ⏰ <b>Ваши просроченные задачи: { $count }</b>
escalation-others = { $role ->
    [admin] 📣 <b>Просроченные задачи команды: { $count }</b>
    [lead] 📣 <b>Просроченные задачи других: { $count }</b>
   *[employee] 📣 <b>Просроченные задачи, которые вы поручили: { $count }</b>
}
escalation-waiting = 📥 <b>Ждут приёмки: { $count }</b>
escalation-row = { $icon } <b>№ { $id }</b> { $title }{ $assignee } · { $workdays ->
    [one] { $workdays } рабочий день
    [few] { $workdays } рабочих дня
   *[many] { $workdays } рабочих дней
}
escalation-assignee = { $others ->
    [0] {" "}· { $name }
   *[other] {" "}· { $name } и ещё { $others }
}
escalation-nobody = без исполнителя
escalation-more = …и ещё { $count }
escalation-all-own = ⏰ Мои просроченные
escalation-all-others = 📣 Просроченные
escalation-all-waiting = 📥 На приёмку

refusal-escalation =
    <code>{ $typed }</code> — не «вкл» и не «выкл».
    Напишите «вкл», чтобы о просрочке узнавали авторы задач и администраторы, или «выкл», чтобы не узнавали.
    Пример: <code>/эскалация выкл</code>
