### Creating tasks, and drafts

command-create-task = создать и назначить задачу
example-create-task = /создать_задачу название:"Подготовить отчёт" приоритет:высокий срок:{ $date } исполнитель:@username

ask-title =
    ✏️ Что нужно сделать? Напишите название задачи; следующие строки станут описанием.
    Или всё сразу одной строкой:
    <code>Подготовить отчёт @username завтра !высокий</code>

    Можно и переслать мне сообщение: оно станет описанием. Передумали? /cancel
ask-title-of =
    📝 <b>Новая задача</b>{ $description }

    ✏️ Как её назвать? Напишите название; можно сразу с @username, сроком и !приоритетом:
    <code>Подготовить отчёт @username завтра !высокий</code>

    Передумали? /cancel

act-prio = ❗ Приоритет
draft-suggestion = «{ $title }»
draft-card =
    📝 <b>Новая задача</b>
    <b>{ $title }</b>{ $description }

    Приоритет: { $priority }
    Срок: { $deadline }
    { $count ->
        [1] Исполнитель
       *[other] Исполнители
    }: { $assignee }
draft-review-line = Приёмка: готовую работу вы проверите и примете или вернёте
draft-files-line = 📎 { $count ->
    [one] { $count } файл
    [few] { $count } файла
   *[many] { $count } файлов
}
draft-person-in-title = ⚠️ { $person } — теперь часть названия. Исполнителя можно выбрать ниже.
draft-in-title = ⚠️ Осталось в названии: { $words }. Если это срок или приоритет, нажмите кнопку ниже.
draft-words = «{ $words }»
draft-take = «{ $words }» → { $value }
draft-hint = Всё верно? Пока вы не нажмёте «✅ Создать», никто не получит уведомления.
draft-people = 👥 Другие люди
draft-calendar = 📅 Календарь
draft-title = ✏️ Название
draft-description = 📝 Описание
draft-review-on = 📥 Приёмка: вкл.
draft-review-off = 📥 Приёмка: выкл.
draft-create = ✅ Создать
draft-cancel = ✖ Отмена
draft-back = ◀ Назад
draft-no-description = 🚫 Без описания
draft-ask-people =
    👥 Кто этим займётся? Выберите одного или нескольких либо напишите их имена: <code>@username</code>
draft-ask-deadline =
    📅 К какому дню? Выберите день или напишите: <code>25.12</code>, <code>25 декабря</code>, <code>пятница</code>, <code>+2н</code>, <code>через 3 дня</code>
draft-ask-priority = ❗ Насколько это срочно?
draft-ask-title = ✏️ Напишите новое название.
draft-ask-description = 📝 Напишите описание или перешлите сообщение, которое нужно к нему добавить.
draft-created = Задача № { $id } уже создана.
draft-gone =
    Этого черновика больше нет: задача создана, либо черновик отменён или неделю пролежал без изменений.
    Новая задача: /create_task
draft-people-left = Кто-то из исполнителей больше не пользуется ботом и убран из списка. Проверьте список и нажмите ещё раз.

task-created-for = ✅ Задача № { $id } создана и отправлена: { $assignee }.
task-created-unreachable =
    ✅ Задача № { $id } создана, но { $count ->
        [1] исполнитель заблокировал бота и не получит уведомления
       *[other] исполнители заблокировали бота и не получат уведомления
    }: { $assignee }.

refusal-title-missing =
    У задачи нет названия.
    Напишите его после <code>название:</code> в кавычках.
    Пример: <code>/создать_задачу название:"Подготовить отчёт"</code>
refusal-mention =
    <code>{ $typed }</code> — не @username: в имени пользователя от 4 до 32 латинских букв, цифр и подчёркиваний.
    Если это часть названия, возьмите название в кавычки.
    Пример: <code>/создать_задачу Подготовить отчёт @username завтра</code>
refusal-mention-unknown =
    Не знаю пользователя { $person }. Задачу можно назначить тому, кто отправил мне /start.{ $suggested ->
        [none] {""}
       *[some] {" "}Может быть, @{ $suggested }?
    }
    Если это часть названия, возьмите название в кавычки.
    Пример: <code>/создать_задачу Подготовить отчёт @username завтра</code>
refusal-mark =
    Приоритета <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>!{ input-nearest-priority }</code>?
    }
    Приоритеты: !низкий, !средний, !высокий, !срочный.
    Пример: <code>/создать_задачу Подготовить отчёт @username !{ input-nearest-priority }</code>
refusal-mark-repeated =
    У задачи только один приоритет, а <code>{ $typed }</code> — уже второй.
    Оставьте один из них.
    Пример: <code>/создать_задачу Подготовить отчёт @username !высокий</code>
refusal-draft-files =
    В новой задаче может быть не больше { $count } файлов.
    Нажмите «✅ Создать», а остальные пришлите в ответ на карточку задачи. Передумали? /cancel
refusal-person-not-found =
    Не знаю пользователя { $person }. Задачу можно назначить тому, кто отправил мне /start.
    Укажите Telegram ID или имя пользователя: <code>исполнитель:@username</code>
refusal-person-no-access =
    { $person }: доступа к боту сейчас нет, поэтому назначить задачу нельзя.
    Посмотреть всех и открыть доступ: /users
