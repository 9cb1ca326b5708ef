### Changing the status, taking tasks

command-update-status = изменить статус задачи
command-claim = взять задачу без исполнителя
command-unclaim = снять с себя взятую задачу
example-update-status = /обновить_статус 5 в работе
example-claim = /взять 5
example-unclaim = /снять_с_себя 5

ask-rejection =
    ❌ Почему вы отклоняете задачу № { $id }? Напишите причину одним сообщением.

    Передумали? /cancel
press-meant = { $action ->
        [start] Начать
        [reopen] Вернуть в работу
        [accept] Принять
        [reject] Отклонить
       *[done] Завершить
    } задачу № { $id } «{ $title }»? Нажмите кнопку ниже. А чтобы добавить это комментарием: <code>/комментарий { $id } { $word }</code>
task-claimed = 🙋 Задача № { $id } «{ $title }» теперь ваша.
task-claimed-by = 🙋 { $name } теперь исполнитель задачи № { $id } «{ $title }».
task-unclaimed = 👐 Задача № { $id } «{ $title }» снова свободна: её может взять любой.
task-unclaimed-by = 👐 { $name }: задача № { $id } «{ $title }» снова свободна, взять её может любой.
task-unclaimed-part = 👐 Вы больше не исполнитель задачи № { $id } «{ $title }», её продолжат остальные.
task-unclaimed-part-by = 👐 { $name } больше не исполнитель задачи № { $id } «{ $title }».
status-updated = Задача № { $id } «{ $title }»: { $before } → { $after }
status-updated-part = Ваша часть задачи № { $id } «{ $title }»: { $before } → { $after }
status-same = У задачи № { $id } «{ $title }» уже этот статус: { $status }.

refusal-status-missing =
    Какой теперь статус?
    Пример: <code>/обновить_статус { $number } в работе</code>
refusal-status =
    Статуса <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ input-nearest-status }</code>?
    }
    Статусы: ожидает, в работе, завершена, отклонена.
    Пример: <code>/обновить_статус { $number } { input-nearest-status }</code>
input-nearest-status =
    { $nearest ->
        [pending] ожидает
        [completed] завершена
        [rejected] отклонена
       *[in_progress] в работе
    }
refusal-status-not-yours =
    Статус задачи № { $id } могут менять только исполнитель и { $project ->
        [yes] руководители её проекта
       *[no] администраторы
    }.
    Задачи, назначенные вам: /my_tasks
