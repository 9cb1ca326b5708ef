### Карточка задачи: кто над ней работает, что сказано и изменено последним

status-review = { $status } · 📥 с приёмкой
status-deleted = 🗑 удалена
status-submitted = { $status } · 📥 сдана, ждёт приёмки
assignee-status = • { $name }: { $status }
assignee-submitted = • { $name }: { $status } · 📥 работа сдана
card-assignee = Исполнитель: { $names }
card-assignees = Исполнители:{ $names }
assignees-more = …и ещё { $count }

last-comment =
    💬 { $count ->
        [one] { $count } комментарий
        [few] { $count } комментария
       *[many] { $count } комментариев
    }, последний — { $name }, { $moment }: «{ $text }»
file-kind = { $kind ->
    [photo] 🖼 фото
    [video] 🎬 видео
    [audio] 🎵 аудио
    [voice] 🎤 голосовое сообщение
    [animation] 🎞 анимация
   *[document] 📎 файл
}
last-change = 🕓 { $change }
somebody = бывший участник

### История: строка на каждое изменение. $before и $after — значения, как их знают люди

change-line = { $moment } · { $name }: { $what }
change-none = нет
change-created = задача создана
change-status = { $before } → { $after }
change-own-status = своя часть: { $before } → { $after }
change-title = название: «{ $before }» → «{ $after }»
change-description = описание изменено
change-priority = приоритет: { $before } → { $after }
change-deadline = срок: { $before } → { $after }
change-assigned = назначен исполнитель: { $after }
change-unassigned = снят исполнитель: { $before }
change-claimed = задача взята
change-reason = причина: «{ $after }»
change-submitted = работа сдана на приёмку
change-accepted = работа принята
change-returned = возвращено на доработку: «{ $after }»
change-review = приёмка: { $after ->
    [on] включена
   *[off] выключена
}
change-deleted = задача удалена
change-restored = задача восстановлена

### Кнопки карточки

act-start = ▶ Начать
act-done = ✅ Готово
act-reject = ❌ Отказ
act-reopen = ↩ Вернуть в работу
act-claim = 🙋 Взять себе
act-accept = 👍 Принять
act-return = ↩ Вернуть
act-comment = 💬 Комментарий
act-history = 🕓 История
act-files = 📎 Файлы
act-edit = ✏️ Изменить
act-assign = 👤 Исполнитель
act-due = 📅 Срок
act-prio = ❗ Приоритет
act-delete = 🗑 Удалить
act-restore = ↩ Вернуть задачу
card-back = ◀ К списку
card-return = ◀ К задаче
card-refreshed = Карточка задачи № { $id } устарела, ничего не изменено. Вот как обстоят дела сейчас.
card-closed = Задача № { $id } вам больше не доступна.

ask-rejection =
    ❌ Почему вы отклоняете задачу № { $id }? Напишите причину одним сообщением.

    Передумали? /cancel
status-reason = Причина: «{ $reason }»
task-claimed = 🙋 Задача № { $id } «{ $title }» теперь ваша.
task-claimed-by = 🙋 { $name } теперь исполнитель задачи № { $id } «{ $title }».
refusal-act =
    { $act ->
        [claim] У задачи № { $id } уже есть исполнитель, или она закончена.
        [claimed] Задача № { $id } уже ваша.
        [deleted] Задача № { $id } удалена.
        [restore] Задача № { $id } не удалена.
       *[other] Сейчас с задачей № { $id } этого сделать нельзя.
    }
    Задача целиком: <code>/детали_задачи { $id }</code>
task-unreachable = ⚠️ { $assignee }: бот заблокирован, { $count ->
        [1] уведомление о задаче не дойдёт
       *[other] уведомления о задаче не дойдут
    }.
