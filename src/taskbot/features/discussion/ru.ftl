### Comments, files, history

command-comment = комментарий к задаче
command-files = файлы задачи
command-history = история задачи
example-comment = /комментарий 5 Цифры готовы
example-files = /файлы 5
example-history = /история 5

ask-comment =
    💬 Что добавить к задаче № { $id } «{ $title }»? Напишите комментарий одним сообщением либо отправьте фото или файл.

    Передумали? /cancel
comment-added = 💬 Комментарий к задаче № { $id } «{ $title }» добавлен.
file-added = 📎 Файл к задаче № { $id } «{ $title }» добавлен.
comment-unreadable =
    К задаче № { $id } ничего не добавлено: подойдёт текст, фото, видео, аудио, голосовое сообщение или файл.
    Отправьте что-то из этого или /cancel
file-caption = 📎 Задача № { $id } · { $name }, { $moment }

files-none =
    📎 У задачи № { $id } «{ $title }» пока нет файлов.
    Чтобы добавить файл, отправьте его в ответ на любое моё сообщение об этой задаче.
files-more = 📎 У задачи № { $id } есть ещё файлы.
files-next = Следующие файлы ▶

history-title = 🕓 <b>История задачи № { $id }</b> «{ $title }»
history-empty = В истории этой задачи пока ничего нет.
history-earlier = ◀ Раньше
history-later = Позже ▶
said-text = 💬 «{ $text }»
said-file = { $file }: «{ $text }»

notice-head = 🔔 { $names } · задача № { $id } «{ $title }»: { $what }
notice-comments = { $count ->
    [one] { $count } комментарий
    [few] { $count } комментария
   *[many] { $count } комментариев
}
notice-files = { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[many] { $count } файлов
}
notice-changes = { $count ->
    [one] { $count } изменение
    [few] { $count } изменения
   *[many] { $count } изменений
}
notice-more = …и ещё { $count } до этого

refusal-talk =
    Задачу № { $id } обсуждают её исполнители, автор и администраторы. Исполнителя у неё пока нет.
    Взять её себе: <code>/взять { $id }</code>
unsendable-voice =
    🔇 Telegram не даёт отправить вам это голосовое сообщение: его запрещают ваши настройки конфиденциальности.
    Изменить это в Telegram: Настройки → Конфиденциальность → Голосовые сообщения.
unsendable-file = ⚠️ Telegram больше не даёт отправить этот файл.
