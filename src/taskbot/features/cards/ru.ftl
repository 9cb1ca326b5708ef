### Cards of tasks

command-task-details = подробности задачи
example-task-details = /детали_задачи 5

status-review = { $status } · 📥 с приёмкой
status-deleted = 🗑 удалена
status-skipped = ⏭ пропущена
status-submitted = { $status } · 📥 сдана, ждёт приёмки
card-assignee = Исполнитель: { $names }
card-assignees = Исполнители:{ $names }
last-comment =
    💬 { $count ->
        [one] { $count } комментарий
        [few] { $count } комментария
       *[many] { $count } комментариев
    }, последний — { $name }, { $moment }: «{ $text }»
last-change = 🕓 { $change }
card-back = ◀ К списку
card-let-go = Эта старая карточка задачи № { $id } больше не обновляется. Открыть задачу снова: /детали_задачи { $id }
card-refreshed = Карточка задачи № { $id } устарела, ничего не изменено. Ниже — актуальная.
card-closed = Задача № { $id } вам больше не доступна.
task-card =
    📋 <b>Задача № { $id }</b>
    <b>{ $title }</b>{ $description }

    Статус: { $status }
    Приоритет: { $priority }
    Срок: { $deadline }
    { $assignees }
    Автор: { $creator }
    Создана: { $created }

card-pending = ⏳ Ждём: { $names } — задача будет назначена после первого сообщения мне
group-card =
    📋 <b>Задача № { $id }</b>
    <b>{ $title }</b>

    Статус: { $status }
    Срок: { $deadline }
    { $assignees }
    Приоритет: { $priority }
group-card-source = ↪ <a href="{ $link }">Сообщение</a>
group-card-open = 🔎 Открыть
group-card-deleted = 🗑 Задача № { $id } удалена.
group-card-closed = 🔒 Задача № { $id } здесь больше не показывается.

status-reason = Причина: «{ $reason }»
task-assigned = 📬 { $creator } → вам: новая задача.
status-changed-by = 🔔 { $name } · задача № { $id } «{ $title }»: { $before } → { $after }
status-changed-part-by = 🔔 { $name } · своя часть задачи № { $id } «{ $title }»: { $before } → { $after }

task-project-line = Проект: #{ $name }
task-joined = ➕ Теперь в #{ $name }: { $people }
