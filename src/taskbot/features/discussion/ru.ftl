### Comments, files, history

command-comment = комментарий к задаче
command-delete-comment = удалить свой комментарий
command-files = файлы задачи
command-history = история задачи
example-comment = /комментарий 5 Цифры готовы
example-delete-comment = /удалить_комментарий 5
example-files = /файлы 5
example-history = /история 5

ask-comment =
    💬 Что добавить к задаче № { $id } «{ $title }»? Напишите комментарий одним сообщением либо отправьте фото или файл.

    Передумали? /cancel
comment-added = 💬 Комментарий к задаче № { $id } «{ $title }» добавлен.
file-added = 📎 Файл к задаче № { $id } «{ $title }» добавлен.
comment-edited = ✏️ Ваш комментарий к задаче № { $id } «{ $title }» изменён.
edit-not-read =
    ✏️ Изменённые сообщения я не перечитываю, кроме комментариев. Ничего не изменено.
    Отправьте текст новым сообщением. Все команды: /help
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

said-edited = { $what } (изменено)

comment-delete = 🗑 Удалить мой комментарий
comment-delete-yes = 🗑 Удалить
own-comments = 🗑 Ваши комментарии к задаче № { $id } «{ $title }». Какой удалить?
own-comments-row = { $number }. { $moment } · { $what }
own-comments-more = …и ещё { $count } раньше: <code>/удалить_комментарий { $id } { $number }</code>
own-comments-delete = 🗑 { $number }
own-comments-none = У вас нет комментариев к задаче № { $id } «{ $title }».
ask-delete-comment =
    🗑 Удалить этот комментарий к задаче № { $id } «{ $title }»? Отменить это будет нельзя.

    { $what }
comment-deleted = 🗑 Ваш комментарий к задаче № { $id } «{ $title }» удалён.
comment-gone = Этого комментария уже нет.

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

refusal-comment-moved =
    Комментарий к задаче № { $id } остался прежним: правкой его в другую задачу не перенести.
    Комментарий к задаче № { $other } отправьте новым сообщением: <code>/комментарий { $other }</code>
refusal-comment-command =
    Комментарий к задаче № { $id } остался прежним: команды в изменённых сообщениях не действуют.
    Отправьте команду новым сообщением. Удалить комментарий: <code>/удалить_комментарий { $id }</code>
refusal-comment-empty =
    Комментарий к задаче № { $id } остался прежним: в изменённом сообщении нет текста.
    Удалить комментарий: <code>/удалить_комментарий { $id }</code>
refusal-comment-number =
    К задаче № { $id } у вас { $count ->
        [one] { $count } комментарий
        [few] { $count } комментария
       *[many] { $count } комментариев
    }; комментарий 1 — самый новый.
    Посмотреть их: <code>/удалить_комментарий { $id }</code>
refusal-talk =
    Задачу № { $id } обсуждают её исполнители, автор и администраторы. Исполнителя у неё пока нет.
    Взять её себе: <code>/взять { $id }</code>
unsendable-voice =
    🔇 Telegram не даёт отправить вам это голосовое сообщение: его запрещают ваши настройки конфиденциальности.
    Изменить это в Telegram: Настройки → Конфиденциальность → Голосовые сообщения.
unsendable-file = ⚠️ Telegram больше не даёт отправить этот файл.
