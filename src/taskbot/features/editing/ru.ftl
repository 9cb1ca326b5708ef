### Changing, assigning and deleting tasks

edit-review-on = 👍 Включить приёмку
edit-review-off = 👍 Отключить приёмку
edit-description-none = 🚫 Без описания
ask-task-title =
    ✏️ Как назвать задачу № { $id }? Сейчас она называется «{ $title }».
    Напишите новое название одним сообщением.

    Передумали? /cancel
ask-task-description =
    📝 Напишите новое описание задачи № { $id } «{ $title }» одним сообщением: оно заменит прежнее.

    Передумали? /cancel
ask-task-deadline =
    📅 Какой срок у задачи № { $id } «{ $title }»?
    Сейчас: { $deadline }

    Выберите день или напишите: завтра, в пятницу, 25.12, 3д.
ask-task-priority = ❗ Какой приоритет у задачи № { $id } «{ $title }»?
ask-task-assignees =
    👤 Кто работает над задачей № { $id } «{ $title }»?
    Сейчас: { $assignees }

    Нажмите на имя, чтобы назначить или снять человека.
assignees-nobody = никто
assign-pick = 🔎 Найти в Telegram
ask-pick =
    🔎 Нажмите кнопку внизу и выберите исполнителей задачи № { $id } «{ $title }» в списке Telegram.
    Или напишите имена пользователей: @username @another

    Передумали? /cancel
pick-people = 👤 Выбрать людей
edited = ✏️ Задача № { $id }: { $changes }
edit-same = В задаче № { $id } «{ $title }» всё уже так и есть, ничего не изменено.
assigned-by = 📬 Вам назначена задача. Кто назначил: { $name }.
assign-same = Над задачей № { $id } «{ $title }» уже работают: { $people }.
assignees-by =
    👤 Задача № { $id } «{ $title }»: { $changes }
    Кто изменил: { $name }
taken-off = 👤 С задачи № { $id } «{ $title }» сняты: { $people }.
taken-off-last =
    👤 С задачи № { $id } «{ $title }» сняты: { $people }. Теперь она ничья, и взять её может любой.
unassigned-by = 👤 Вы больше не исполнитель задачи № { $id } «{ $title }». Кто изменил: { $name }.
unassign-same = На задачу № { $id } «{ $title }» и так не назначены: { $people }.
unassign-nobody = На задачу № { $id } «{ $title }» и так никто не назначен.
deleted-by =
    🗑 Задача № { $id } «{ $title }» удалена.
    Кто удалил: { $name }
restored-by = ↩ Удалённая задача восстановлена. Кто восстановил: { $name }.
command-edit-task = изменить задачу
command-assign = назначить исполнителей
command-unassign = снять исполнителей
command-delete-task = удалить задачу
command-restore-task = восстановить удалённую задачу
example-edit-task = /изменить_задачу 5 приоритет:высокий срок:завтра
example-assign = /назначить 5 @username
example-unassign = /снять 5 @username
example-delete-task = /удалить_задачу 5
example-restore-task = /восстановить_задачу 5
refusal-edit-quote =
    Кавычка не на месте: <code>{ $typed }</code>
    В кавычки берётся весь текст. Кавычка внутри текста пишется так: <code>\"</code>
    Пример: <code>/изменить_задачу { $number } название:"Прочитать \"Дюну\""</code>
refusal-edit-unquoted =
    { $field ->
        [title] В названии
       *[description] В описании
    } несколько слов, но нет кавычек.
    Отправьте так: <code>/изменить_задачу { $number } { edit-field }:{ $quoted }</code>
edit-field =
    { $field ->
        [description] описание
        [priority] приоритет
        [due_date] срок
        [review] приёмка
       *[title] название
    }
refusal-edit-empty =
    После <code>{ edit-field }:</code> ничего нет.
    { $field ->
        [title] Без названия задаче нельзя: напишите его в кавычках.
        [due_date] Напишите день или «нет».
       *[other] Напишите значение или уберите <code>{ edit-field }:</code>
    }
    Пример: <code>/изменить_задачу { $number } { edit-example }</code>
edit-example =
    { $field ->
        [description] описание:"Продажи по регионам"
        [priority] приоритет:высокий
        [due_date] срок:завтра
        [review] приёмка:вкл
       *[title] название:"Подготовить отчёт"
    }
refusal-edit-field =
    Поля <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ edit-nearest-field }:</code>?
    }
    Поля: название, описание, приоритет, срок, приёмка.
    Пример: <code>/изменить_задачу { $number } приоритет:высокий срок:завтра</code>
edit-nearest-field =
    { $nearest ->
        [description] описание
        [priority] приоритет
        [due_date] срок
        [review] приёмка
        [assigned_to] исполнитель
       *[title] название
    }
refusal-edit-repeated =
    Поле <code>{ edit-field }:</code> указано дважды.
    Каждое поле указывают один раз.
    Пример: <code>/изменить_задачу { $number } { edit-example }</code>
refusal-edit-left-over =
    Не понимаю эту часть: <code>{ $extra }</code>
    После номера всё пишется как <code>поле:значение</code>, а текст из нескольких слов — в кавычках.
    Пример: <code>/изменить_задачу { $number } название:"Подготовить отчёт" приоритет:высокий</code>
refusal-edit-assignee =
    Для исполнителей есть свои команды: <code>/назначить</code> и <code>/снять</code>.
    Пример: <code>/назначить { $number } @username</code>
refusal-edit-priority =
    Приоритета <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ edit-nearest-priority }</code>?
    }
    Приоритеты: низкий, средний, высокий, срочный.
    Пример: <code>/изменить_задачу { $number } приоритет:высокий</code>
edit-nearest-priority =
    { $nearest ->
        [low] низкий
        [medium] средний
        [high] высокий
       *[urgent] срочный
    }
refusal-edit-review =
    Приёмку можно только включить или выключить: <code>вкл</code> или <code>выкл</code>, а тут <code>{ $typed }</code>.
    Пример: <code>/изменить_задачу { $number } приёмка:вкл</code>
refusal-assignee =
    <code>{ $typed }</code> — не Telegram ID и не @username.
    Несколько человек указывают через пробел; <code>/назначить { $number }</code> без имён покажет всех, из кого выбрать.
    Пример: <code>{ $spelled } { $number } @username @another</code>
refusal-assignee-unknown =
    Не знаю пользователя { $person }. Задачу можно назначить тому, кто зарегистрировался командой /start.
    <code>/назначить { $number }</code> покажет всех, из кого выбрать.
    Пример: <code>/назначить { $number } @username</code>
refusal-not-registered =
    Ещё не зарегистрированы: { $people }. Ничего не изменено.
    Пригласите их командой <code>/пригласить</code>, или пусть откроют { $link } и нажмут «Начать». Потом назначьте снова: <code>/назначить { $number }</code>
refusal-assignee-no-access =
    { $person }: доступа к боту сейчас нет, поэтому назначить задачу нельзя.
    Посмотреть всех и открыть доступ: /users
    Пример: <code>/назначить { $number } @username</code>
