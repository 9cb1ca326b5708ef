### Changing, assigning and deleting tasks

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

    Выберите день или напишите: завтра, в пятницу 15:00, 25.12, +3д, через 2 часа.
ask-task-time =
    🕒 К какому времени нужна задача № { $id } «{ $title }»?
    Сейчас: { $deadline }

    Выберите час или напишите время: 18:00, 6 вечера, через полчаса.
ask-task-priority = ❗ Какой приоритет у задачи № { $id } «{ $title }»?
ask-task-labels =
    🏷 Какие метки нужны задаче № { $id } «{ $title }»?
    Сейчас: { $count ->
        [0] никаких
       *[other] { $labels }
    }

    Нажмите метку, чтобы добавить или снять её, или напишите новые: <code>срочно, клиент</code>
ask-task-assignees =
    👤 Кому поручить задачу № { $id } «{ $title }»?
    Сейчас: { $assignees }

    Нажмите на имя, чтобы назначить или снять исполнителя.
assignees-nobody = никто
assign-pick = 🔎 Найти в Telegram
ask-pick =
    🔎 Нажмите кнопку внизу и выберите исполнителей задачи № { $id } «{ $title }» в списке Telegram.
    Или напишите имена: @username @another

    Передумали? /cancel
pick-people = 👤 Выбрать людей

delete-several-sure = 🗑 Удалить { $count ->
        [one] { $count } задачу
        [few] { $count } задачи
       *[many] { $count } задач
    }? Восстановить можно в течение 30 дней.
delete-several-row = Задача № { $id } «{ $title }»
delete-several-no = ✖ Не удалять
delete-several-kept = ✖ Ничего не удалено.

edited = ✏️ Задача № { $id }: { $changes }
edit-same = В задаче № { $id } «{ $title }» всё уже так и есть, ничего не изменено.
assigned-by = 📬 { $name } → вам: новая задача.
assign-same = { $people } уже { $count ->
        [1] исполнитель
       *[other] исполнители
    } задачи № { $id } «{ $title }».
assignees-by = 👤 { $name } · задача № { $id } «{ $title }»: { $changes }
taken-off = 👤 { $people } больше не { $count ->
        [1] исполнитель
       *[other] исполнители
    } задачи № { $id } «{ $title }».
taken-off-last = 👤 { $people } больше не { $count ->
        [1] исполнитель
       *[other] исполнители
    } задачи № { $id } «{ $title }». Теперь она без исполнителя, взять её может любой.
pending-dropped = ✅ Задача № { $id } «{ $title }» больше не ждёт: { $people }.
unassigned-by = 👤 { $name }: вы больше не исполнитель задачи № { $id } «{ $title }».
unassign-same = { $people } и так не { $count ->
        [1] исполнитель
       *[other] исполнители
    } задачи № { $id } «{ $title }».
unassign-nobody = У задачи № { $id } «{ $title }» и так нет исполнителя.
deleted-by = 🗑 { $name }: задача № { $id } «{ $title }» удалена.
restored-by = ↩ { $name }: удалённая задача восстановлена.

refusal-edit-quote =
    Кавычка не на месте: <code>{ $typed }</code>
    В кавычки берётся весь текст целиком. Кавычка внутри него пишется как <code>\"</code>.
    Пример: <code>/изменить_задачу { $number } название:"Прочитать \"Дюну\""</code>
refusal-edit-unquoted =
    { $field ->
        [title] Название
       *[description] Описание
    } из нескольких слов нужно взять в кавычки.
    Отправьте так: <code>/изменить_задачу { $number } { edit-field }:{ $quoted }</code>
edit-field =
    { $field ->
        [description] описание
        [priority] приоритет
        [due_date] срок
        [review] приёмка
        [labels] метки
       *[title] название
    }
refusal-edit-empty =
    После <code>{ edit-field }:</code> ничего нет.
    { $field ->
        [title] У задачи должно быть название: напишите его в кавычках.
        [due_date] Напишите день или «нет».
       *[other] Укажите значение или уберите <code>{ edit-field }:</code>
    }
    Пример: <code>/изменить_задачу { $number } { edit-example }</code>
edit-example =
    { $field ->
        [description] описание:"Продажи по регионам"
        [priority] приоритет:высокий
        [due_date] срок:завтра
        [review] приёмка:вкл
        [labels] метки:срочно,клиент
       *[title] название:"Подготовить отчёт"
    }
refusal-edit-field =
    Поля <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ edit-nearest-field }:</code>?
    }
    Поля: название, описание, приоритет, срок, приёмка, метки, повтор, применить.
    Пример: <code>/изменить_задачу { $number } приоритет:высокий срок:завтра</code>
edit-nearest-field =
    { $nearest ->
        [description] описание
        [priority] приоритет
        [due_date] срок
        [review] приёмка
        [assigned_to] исполнитель
        [labels] метки
       *[title] название
    }
refusal-edit-repeated =
    Поле <code>{ edit-field }:</code> указано дважды.
    Каждое поле можно указать один раз.
    Пример: <code>/изменить_задачу { $number } { edit-example }</code>
refusal-edit-left-over =
    Непонятно, к чему относится эта часть: <code>{ $extra }</code>
    После номера всё пишется как <code>поле:значение</code>, а текст из нескольких слов берётся в кавычки.
    Пример: <code>/изменить_задачу { $number } название:"Подготовить отчёт" приоритет:высокий</code>
refusal-edit-assignee =
    Исполнителей меняют команды <code>/назначить</code> и <code>/снять</code>.
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
    Приёмка может быть <code>вкл</code> или <code>выкл</code>, но не <code>{ $typed }</code>.
    Пример: <code>/изменить_задачу { $number } приёмка:вкл</code>
refusal-edit-apply =
    Для следующих задач серии напишите <code>применить:следующие</code>, а не <code>{ $typed }</code>.
    Пример: <code>/изменить_задачу { $number } приоритет:высокий применить:следующие</code>
refusal-assignee =
    Непонятно, кто это: <code>{ $typed }</code>. Укажите имена, @username или Telegram ID.
    Нескольких человек укажите через пробел; <code>/назначить { $number }</code> без имён покажет всех, из кого можно выбрать.
    Пример: <code>{ $spelled } { $number } @username @another</code>
refusal-assignee-unknown =
    Не знаю пользователя { $person }. Задачу можно назначить тому, кто отправил мне /start.
    <code>/назначить { $number }</code> покажет всех, из кого можно выбрать.
    Пример: <code>/назначить { $number } @username</code>
refusal-not-registered =
    Ещё не зарегистрированы: { $people }. Ничего не изменено.
    Пригласите их командой <code>/пригласить</code> или попросите открыть { $link } и нажать «Начать». Потом назначьте снова: <code>/назначить { $number }</code>
refusal-assignee-no-access =
    { $person }: доступа к боту сейчас нет, поэтому назначить задачу нельзя.
    Посмотреть всех и открыть доступ: /users
    Пример: <code>/назначить { $number } @username</code>

task-move = 📁 В другой проект
task-ask-project = 📁 Задача № { $id } «{ $title }» сейчас в #{ $name }. В какой проект её перенести? Исполнители станут там участниками.
task-moved = 📁 Задача № { $id } «{ $title }» теперь в #{ $name }.
task-moved-same = Задача № { $id } «{ $title }» уже в #{ $name }.
task-moved-by = 📁 { $name } · задача № { $id } «{ $title }» теперь в #{ $project }.
refusal-project-move =
    Перенести задачу можно только в проект, которым вы руководите.
    Ваши проекты: /projects
