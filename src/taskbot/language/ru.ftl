### Отказы на ввод: что не так, как правильно, пример для копирования.
### Переменные: кусочки текста человека или канонические имена (`title`, `high`, `none`) для выбора.

# Поле команды /создать_задачу. $field: его каноническое имя
input-field =
    { $field ->
        [description] описание
        [priority] приоритет
        [due_date] срок
        [assigned_to] исполнитель
       *[title] название
    }

# Команда, как её пишет читатель. $spelled: даётся с каждым $command и с $nearest, если это команда
input-command = { $spelled }

refusal-unknown-command =
    Команды <code>/{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, /{ $nearest } (<code>{ input-nearest-command }</code>)?
    }
    Все команды: /help

input-nearest-command = { $spelled }

refusal-extra-arguments =
    После { input-command } ничего указывать не нужно: <code>{ $extra }</code> — лишнее.
    Отправьте просто <code>{ input-command }</code>

refusal-page =
    <code>{ $typed }</code> — не номер страницы.
    Нумерация страниц начинается с 1.
    Пример: <code>{ input-command } 2</code>

refusal-number-missing =
    Не указан номер задачи.
    { $command ->
        [update_status] Напишите номер, а за ним новый статус: ожидает, в работе, завершена или отклонена.
        [claim] Напишите его после команды; номера видны в списке /unassigned_tasks.
       *[task_details] Напишите его после команды; номера видны в списке /my_tasks.
    }
    Пример: <code>{ input-number-example }</code>

refusal-number =
    <code>{ $typed }</code> — не номер задачи.
    Номер задачи — целое число, например 5 или № 5; номера видны в списке /my_tasks.
    Пример: <code>{ input-number-example }</code>

refusal-number-too-large =
    <code>{ $typed }</code> — слишком большое число для номера задачи.
    Номера ваших задач видны в списке /my_tasks.
    Пример: <code>{ input-number-example }</code>

input-number-example =
    { $spelled } 5{ $command ->
        [update_status] {" "}в работе
       *[task_details] {""}
    }

refusal-number-extra =
    Можно указать только одну задачу за раз: <code>{ $extra }</code> — лишнее.
    Достаточно номера задачи.
    Пример: <code>{ $spelled } { $number }</code>

refusal-status-missing =
    Не указан новый статус.
    Напишите его после номера: ожидает, в работе, завершена или отклонена.
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

refusal-title-missing =
    У задачи нет названия.
    Напишите его после <code>название:</code> в кавычках.
    Пример: <code>/создать_задачу название:"Подготовить отчёт"</code>

refusal-title-unnamed =
    Непонятно, к чему этот текст: перед ним не указано поле, например <code>название:</code>
    Если это название, отправьте так:
    <code>/создать_задачу название:{ $quoted }</code>

refusal-unquoted =
    { $field ->
        [title] Название
       *[description] Описание
    } из нескольких слов нужно взять в кавычки.
    Напишите эту часть так: <code>{ input-field }:{ $quoted }</code>
    Пример: <code>/создать_задачу { input-field-example }</code>

refusal-value-empty =
    После <code>{ input-field }:</code> ничего нет.
    { $field ->
        [title] Без названия задачу не создать: напишите его в кавычках.
       *[some] Укажите значение или уберите <code>{ input-field }:</code>
    }
    Пример: <code>/создать_задачу { input-field-example }</code>

refusal-colon-missing =
    После <code>{ input-field }</code> нет двоеточия.
    Каждое поле пишется как <code>поле:значение</code>.
    Пример: <code>/создать_задачу { input-field-example }</code>

refusal-key-unknown =
    Поля <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ input-nearest-field }:</code>?
    }
    Поля: название, описание, приоритет, срок, исполнитель.
    Пример: <code>/создать_задачу название:"Подготовить отчёт" приоритет:высокий</code>

input-nearest-field =
    { $nearest ->
        [description] описание
        [priority] приоритет
        [due_date] срок
        [assigned_to] исполнитель
       *[title] название
    }

refusal-key-repeated =
    Поле <code>{ input-field }:</code> указано дважды.
    Каждое поле можно указать один раз.
    Пример: <code>/создать_задачу { input-field-example }</code>

input-field-example =
    { $field ->
        [description] название:"Подготовить отчёт" описание:"Продажи по регионам"
        [priority] название:"Подготовить отчёт" приоритет:высокий
        [due_date] название:"Подготовить отчёт" срок:2030-12-25
        [assigned_to] название:"Подготовить отчёт" исполнитель:@username
       *[title] название:"Подготовить отчёт"
    }

refusal-left-over =
    Непонятно, к чему здесь это: <code>{ $extra }</code>
    После команды всё пишется как <code>поле:значение</code>, а текст из нескольких слов берётся в кавычки.
    Пример: <code>/создать_задачу название:"Подготовить отчёт" приоритет:высокий</code>

refusal-quote-unclosed =
    Кавычка не закрыта: <code>{ $typed }</code>
    Поставьте кавычку и в конце текста. Кавычка внутри текста пишется как <code>\"</code>.
    Пример: <code>/создать_задачу название:"Прочитать \"Идиота\"" приоритет:низкий</code>

refusal-quote-stray =
    Кавычка не на месте: <code>{ $typed }</code>
    В кавычки берётся весь текст целиком. Кавычка внутри него пишется как <code>\"</code>.
    Пример: <code>/создать_задачу название:"Прочитать \"Идиота\"" приоритет:низкий</code>

refusal-priority =
    Приоритета <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ input-nearest-priority }</code>?
    }
    Приоритеты: низкий, средний, высокий, срочный.
    Пример: <code>/создать_задачу название:"Подготовить отчёт" приоритет:{ input-nearest-priority }</code>

input-nearest-priority =
    { $nearest ->
        [low] низкий
        [medium] средний
        [urgent] срочный
       *[high] высокий
    }

refusal-date =
    Непонятно, какой это день: <code>{ $typed }</code>.
    Напишите, например, так: 25.12, 2030-12-25, 25 декабря, завтра, в пятницу, +2н, через 3 дня.{ input-date-example }

refusal-date-impossible =
    Такого дня не бывает: <code>{ $typed }</code>.
    { $nearest ->
        [none] Месяцы — от 1 до 12; порядок: год-месяц-день или день.месяц.год.
       *[some] Последний день этого месяца — { $nearest }.
    }{ input-date-example }

refusal-date-year =
    Год в дате <code>{ $typed }</code> вне допустимых пределов.
    Год может быть от { $first } до { $last }.{ input-date-example }

# $way: как указана дата; если о ней спросили, копировать нечего, кроме неё самой
input-date-example =
    { $way ->
        [keys] {""}
            Пример: <code>/создать_задачу название:"Подготовить отчёт" срок:{ input-date }</code>
        [line] {""}
            Пример: <code>/создать_задачу Подготовить отчёт @username { input-date }</code>
        [edit] {""}
            Пример: <code>/изменить_задачу { $number } срок:{ input-date }</code>
       *[none] {""}
    }
input-date =
    { $nearest ->
        [none] 2030-12-25
       *[some] { $nearest }
    }

refusal-person =
    <code>{ $typed }</code> — не Telegram ID и не @username.
    ID — это целое число, а имя пользователя — от 4 до 32 латинских букв, цифр и подчёркиваний.
    Пример: <code>/создать_задачу название:"Подготовить отчёт" исполнитель:@username</code>
