### Задачи: одна целиком, списки, изменения

status = { $status ->
    [in_progress] 🔄{"\u00A0"}в работе
    [completed] ✅{"\u00A0"}завершена
    [rejected] ❌{"\u00A0"}отклонена
   *[pending] ⏳{"\u00A0"}ожидает
}
priority = { $priority ->
    [low] 🟢{"\u00A0"}низкий
    [high] 🟠{"\u00A0"}высокий
    [urgent] 🔴{"\u00A0"}срочный
   *[medium] 🟡{"\u00A0"}средний
}

overdue = { $days ->
    [one] <b>просрочена на { $days } день</b>
    [few] <b>просрочена на { $days } дня</b>
   *[many] <b>просрочена на { $days } дней</b>
}
due-today = <b>сегодня</b>
due-tomorrow = завтра
due-in = { $days ->
    [one] через { $days } день
    [few] через { $days } дня
   *[many] через { $days } дней
}
due = { $date } · { $relative }

task-card =
    📋 <b>Задача № { $id }</b>
    <b>{ $title }</b>{ $description }

    Статус: { $status }
    Приоритет: { $priority }
    Срок: { $deadline }
    { $assignees }
    Автор: { $creator }
    Создана: { $created }
no-deadline = не указан
nobody = неизвестен
unassigned = не назначен

cancelled = Отменено: ничего не изменилось.
keyboard-put-away = ⌨️ Выбирать больше не нужно, кнопки убраны.
cancel-nothing = Отменять нечего. Все команды: /help

task-created = ✅ Задача № { $id } создана.
task-created-for = ✅ Задача № { $id } создана и отправлена. Кому: { $assignee }.
task-created-unreachable =
    ✅ Задача № { $id } создана, но { $count ->
        [1] исполнитель заблокировал бота и не узнает о ней
       *[other] исполнители заблокировали бота и не узнают о ней
    }: { $assignee }.
task-created-past = ⚠️ Обратите внимание: этот срок уже прошёл.
task-assigned = 📬 Вам назначена новая задача. Автор: { $creator }.

status-updated = Задача № { $id } «{ $title }»: { $before } → { $after }
status-updated-part = Ваша часть задачи № { $id } «{ $title }»: { $before } → { $after }
status-same = У задачи № { $id } «{ $title }» уже этот статус: { $status }.
status-changed-by =
    🔔 Задача № { $id } «{ $title }»: { $before } → { $after }
    Кто изменил: { $name }
status-changed-part-by =
    🔔 Задача № { $id } «{ $title }», часть одного из исполнителей: { $before } → { $after }
    Исполнитель: { $name }

refusal-task-not-found =
    Задача № { $id } не найдена или недоступна вам.
    Ваши задачи и их номера: /my_tasks
refusal-status-not-yours =
    Статус задачи № { $id } могут менять только исполнитель и администраторы.
    Задачи, назначенные вам: /my_tasks
refusal-no-page =
    Страницы { $number } нет: { $pages ->
        [0] по номеру можно открыть страницы до { $last }; дальше листайте кнопками под списком.
        [one] в списке { $pages } страница.
        [few] в списке { $pages } страницы.
       *[many] в списке { $pages } страниц.
    }
    Пример: <code>{ input-command } { $pages ->
        [0] { $last }
       *[other] { $pages }
    }</code>
refusal-person-not-found =
    Не знаю пользователя { $person }. Задачу можно назначить тому, кто отправил мне /start.
    Укажите Telegram ID или имя пользователя: <code>исполнитель:@username</code>
refusal-person-no-access =
    { $person }: доступа к боту сейчас нет, поэтому назначить задачу нельзя.
    Посмотреть всех и открыть доступ: /users
