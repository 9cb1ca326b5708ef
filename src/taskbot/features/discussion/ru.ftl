### Обсуждение задач: комментарии, файлы, история, приёмка и общие уведомления

command-comment = комментарий к задаче
command-files = файлы задачи
command-history = история задачи
command-accept = принять сданную работу
command-return-task = вернуть работу на доработку
example-comment = /комментарий 5 Цифры готовы
example-files = /файлы 5
example-history = /история 5
example-accept = /принять 5
example-return-task = /вернуть 5 Не хватает выводов

ask-comment =
    💬 Что добавить к задаче № { $id } «{ $title }»? Напишите комментарий одним сообщением либо отправьте фото или файл.

    Передумали? /cancel
comment-added = 💬 Комментарий к задаче № { $id } «{ $title }» добавлен.
file-added = 📎 Файл к задаче № { $id } «{ $title }» добавлен.
comment-unreadable =
    К задаче № { $id } ничего не добавлено: можно отправить текст, фото, видео, аудио, голосовое сообщение или файл.
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

notice-head = 🔔 Задача № { $id } «{ $title }»: { $what } · { $names }
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

submitted = 📥 Задача № { $id } «{ $title }» сдана и ждёт приёмки.
submitted-part = 📥 Ваша часть задачи № { $id } «{ $title }» сдана. Приёмка начнётся, когда закончат все исполнители.
submitted-already = Задача № { $id } «{ $title }» уже сдана и ждёт приёмки.
submitted-already-part = Ваша часть задачи № { $id } «{ $title }» уже сдана. Приёмка начнётся, когда закончат все исполнители.
review-asked = 📥 Задача № { $id } сдана и ждёт вашей приёмки. Кто сдал: { $names }
withdrawn = ↩ Задача № { $id } «{ $title }» снова у вас в работе и больше не ждёт приёмки.
withdrawn-by = ↩ Задача № { $id } «{ $title }» снова в работе и больше не ждёт приёмки. Кто взял: { $name }
accepted = 👍 Работа по задаче № { $id } «{ $title }» принята, задача завершена.
accepted-by = 👍 Работа по задаче № { $id } «{ $title }» принята, задача завершена. Кто принял: { $name }
accepted-unasked = 👍 Сданная работа принята.
accepted-unasked-by = 👍 Приёмка задачи № { $id } «{ $title }» отключена, сданная работа принята. Кто отключил: { $name }
returned = ↩ Задача № { $id } «{ $title }» возвращена на доработку.
returned-by = ↩ Задача № { $id } «{ $title }» возвращена на доработку. Кто вернул: { $name }
ask-return =
    ↩ Чего не хватает в задаче № { $id }? Напишите одним сообщением, почему она возвращается.

    Передумали? /cancel
change-withdrawn = работа отозвана с приёмки

refusal-talk =
    Задачу № { $id } обсуждают её исполнители, автор и администраторы. Над ней пока никто не работает.
    Взять её себе: <code>/взять { $id }</code>
refusal-not-submitted =
    Задача № { $id } не сдана, поэтому принимать или возвращать пока нечего.
    Задача целиком: <code>/детали_задачи { $id }</code>
refusal-not-yours-to-accept =
    Работу по задаче № { $id } принимают и возвращают её автор и администраторы.
    Задача целиком: <code>/детали_задачи { $id }</code>
