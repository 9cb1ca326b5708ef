### Texts that features share

# Поле команды /создать_задачу. $field: его каноническое имя
input-field =
    { $field ->
        [description] описание
        [priority] приоритет
        [due_date] срок
        [assigned_to] исполнитель
        [repeat] повтор
        [labels] метки
       *[title] название
    }
# Команда на языке читателя. $spelled даётся вместе с $command и с $nearest, если это команда
input-command = { $spelled }
refusal-extra-arguments =
    После { $typed_command } ничего указывать не нужно: <code>{ $extra }</code> — лишнее.
    Отправьте просто <code>{ $typed_command }</code>
# $first: первая из нескольких команд; $way: бывает ли у неё текст в несколько строк
refusal-one-command =
    Одно сообщение — одна команда, а здесь их { $count }. Ничего не выполнено.
    Отправьте команды по одной, начните с этой: <code>{ $first }</code>{ $way ->
        [text] {""}
            Если следующие строки — часть текста, поставьте двоеточие в конце строки перед ними.
       *[none] {""}
    }
refusal-page =
    <code>{ $typed }</code> — не номер страницы.
    Страницы нумеруются с 1.
    Пример: <code>{ input-command } 2</code>
refusal-number-missing =
    Какая задача?
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
    Укажите одну задачу: <code>{ $extra }</code> — лишнее.
    Пример: <code>{ $spelled } { $number }</code>
# $numbers: указанные номера, чтобы их скопировать
refusal-numbers-extra =
    Здесь нужны только номера задач: <code>{ $extra }</code> — лишнее.
    Пример: <code>{ $spelled } { $numbers }</code>
refusal-number-range =
    Диапазоны вроде <code>{ $typed }</code> не подходят: перечислите номера.
    Пример: <code>{ input-numbers-example }</code>
refusal-numbers-many =
    За один раз — не больше { $most } задач, а здесь их { $count }. Ничего не выполнено.
    Пример: <code>{ input-numbers-example }</code>
input-numbers-example =
    { $spelled } { $numbers }{ $command ->
        [update_status] {" "}в работе
       *[claim] {""}
    }
several-done = Выполнено: { $done } из { $total }
refusal-act =
    { $act ->
        [claim] У задачи № { $id } уже есть исполнитель, или она закончена.
        [claimed] Задача № { $id } уже ваша.
        [unclaim] Вы не брали задачу № { $id }, поэтому снять её с себя нельзя.
        [unclaim_assigned] Задачу № { $id } вам назначили: снять её с вас может только администратор.
        [unclaim_done] Задача № { $id } уже сдана или закончена, поэтому снять её с себя нельзя.
        [deleted] Задача № { $id } удалена.
        [restore] Задача № { $id } не удалена.
        [viewer] Вы наблюдатель в проекте задачи № { $id }: вы видите её, но менять не можете.
       *[other] Сейчас с задачей № { $id } этого сделать нельзя.
    }
    Задача целиком: <code>/детали_задачи { $id }</code>
refusal-task-not-found =
    Задачи № { $id } нет, или она вам недоступна.
    Ваши задачи и их номера: /my_tasks
refusal-no-page =
    Страницы { $number } нет: { $pages ->
        [0] по номеру открываются страницы до { $last }, дальше листайте кнопками под списком.
        [one] в списке { $pages } страница.
        [few] в списке { $pages } страницы.
       *[many] в списке { $pages } страниц.
    }
    Пример: <code>{ input-command } { $pages ->
        [0] { $last }
       *[other] { $pages }
    }</code>

refusal-title-unnamed =
    Непонятно, к чему относится этот текст: перед ним нет названия поля, например <code>название:</code>
    Если это название задачи, отправьте так:
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
        [title] У задачи должно быть название: напишите его в кавычках.
       *[some] Укажите значение или уберите <code>{ input-field }:</code>
    }
    Пример: <code>/создать_задачу { input-field-example }</code>
refusal-colon-missing =
    После <code>{ input-field }</code> нет двоеточия.
    Каждое поле пишется так: <code>поле:значение</code>
    Пример: <code>/создать_задачу { input-field-example }</code>
refusal-key-unknown =
    Поля <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ input-nearest-field }:</code>?
    }
    Поля: название, описание, приоритет, срок, исполнитель, повтор, метки.
    Пример: <code>/создать_задачу название:"Подготовить отчёт" приоритет:высокий</code>
input-nearest-field =
    { $nearest ->
        [description] описание
        [priority] приоритет
        [due_date] срок
        [assigned_to] исполнитель
        [repeat] повтор
        [labels] метки
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
        [repeat] название:"Подготовить отчёт" повтор:"по понедельникам"
        [labels] название:"Подготовить отчёт" метки:срочно,клиент
       *[title] название:"Подготовить отчёт"
    }
refusal-left-over =
    Непонятно, к чему относится эта часть: <code>{ $extra }</code>
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
    Напишите, например, так: 25.12, 2030-12-25, 25 декабря, завтра, в пятницу 15:00, +2н, через 3 дня, через 2 часа.{ input-date-example }
refusal-date-impossible =
    Такого дня нет: <code>{ $typed }</code>.
    { $nearest ->
        [none] Месяцы — от 1 до 12; порядок: год-месяц-день или день.месяц.год.
       *[some] Последний день этого месяца — { $nearest }.
    }{ input-date-example }
refusal-date-year =
    Год в дате <code>{ $typed }</code> не подходит.
    Подходят годы от { $first } до { $last }.{ input-date-example }
refusal-time-unclear =
    <code>{ $typed }</code> можно понять двояко. Напишите <code>{ $one }</code> или <code>{ $two }</code>.{ input-time-example }
refusal-time-impossible =
    Такого времени нет: <code>{ $typed }</code>. Напишите, например, <code>{ $one }</code> или <code>{ $two }</code>.{ input-time-example }
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
input-time-example =
    { $way ->
        [keys] {""}
            Пример: <code>/создать_задачу название:"Подготовить отчёт" срок:"{ $two }"</code>
        [line] {""}
            Пример: <code>/создать_задачу Подготовить отчёт @username { $two }</code>
        [edit] {""}
            Пример: <code>/изменить_задачу { $number } срок:"{ $two }"</code>
       *[none] {""}
    }
input-date =
    { $nearest ->
        [none] 2030-12-25
       *[some] { $nearest }
    }
# The default project has no name until it is given one
project-default = Общий
refusal-project-not-found =
    Проекта <code>#{ $typed }</code> нет, или вы в нём не участвуете.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>#{ $nearest }</code>?
    }
    Ваши проекты: /projects
refusal-project-name =
    <code>{ $typed }</code> не может быть названием проекта.
    Название — одно слово: до 32 букв, цифр, дефисов и подчёркиваний, хотя бы с одной буквой.
    Пример: <code>{ $way ->
        [keys] /создать_задачу название:"Подготовить отчёт" проект:{ input-project }
       *[none] /проект новый { input-project }
    }</code>
input-project =
    { $mended ->
        [none] сайт
       *[some] { $mended }
    }
refusal-projects-several =
    У задачи один проект, а <code>{ $typed }</code> — уже второй.
    Оставьте один.
    Пример: <code>/создать_задачу Подготовить отчёт @username #сайт</code>
refusal-person =
    Непонятно, кто это: <code>{ $typed }</code>.
    Укажите имя, @username или Telegram ID (это целое число).
    Пример: <code>/создать_задачу название:"Подготовить отчёт" исполнитель:@username</code>

labels-line = Метки: { $labels }
labels-made = 🏷 { $count ->
    [1] Новая метка
   *[other] Новые метки
}: { $labels }
refusal-label =
    Меткой <code>{ $typed }</code> быть не может.
    Метка — одно слово из букв, цифр, <code>-</code> и <code>_</code>, и начинается она с буквы.
    Пример: <code>{ input-label-example }</code>
input-label-example = { $way ->
    [edit] /изменить_задачу { $number } +срочно
    [keys] /создать_задачу название:"Подготовить отчёт" метки:срочно
   *[none] /создать_задачу Подготовить отчёт +срочно
}
refusal-label-long =
    <code>{ $typed }</code> — слишком длинная метка: в ней может быть не больше { $most } знаков.
    Пример: <code>{ input-label-example }</code>
refusal-labels-many =
    У задачи может быть не больше { $most } меток, а с этими стало бы { $count }.
    Оставьте только нужные или снимите лишние кнопкой «🏷 Метки».
    Пример: <code>{ input-label-example }</code>
refusal-label-unknown =
    Метки <code>+{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, <code>+{ $nearest }</code>?
    }
    Все метки: /labels
refusal-labels-full =
    Метку <code>+{ $typed }</code> завести нельзя: их уже { $most }, и больше просто не нужно.
    Переименуйте, объедините или удалите лишние: /labels

assignee-status = • { $name }: { $status }
assignee-submitted = • { $name }: { $status } · 📥 сдана
assignees-more = …и ещё { $count }
file-kind = { $kind ->
    [photo] 🖼 фото
    [video] 🎬 видео
    [audio] 🎵 аудио
    [voice] 🎤 голосовое сообщение
    [animation] 🎞 анимация
   *[document] 📎 файл
}
somebody = бывший участник
the-bot = бот
day-today = Сегодня
day-tomorrow = Завтра
day-in-a-week = +7 дней
day-hours = 🕒 Время
day-all = Весь день, без времени
day-none = 🚫 Без срока
person-role = { $role ->
    [admin] администратор
   *[employee] сотрудник
}
typed-value = { $value ->
    [pending] ожидает
    [in_progress] в работе
    [completed] завершена
    [rejected] отклонена
    [admin] администратор
   *[employee] сотрудник
}
tasks-more = …и ещё { $count }
status = { $status ->
    [in_progress] 🔄{"\u00A0"}в работе
    [completed] ✅{"\u00A0"}завершена
    [rejected] ❌{"\u00A0"}отклонена
   *[pending] ⏳{"\u00A0"}ожидает
}
priority = { $priority ->
    [low] 🟢{"\u00A0"}низкий
    [high] 🟠{"\u00A0"}высокий
    [urgent] 🔴{"\u00A0"}срочный
   *[medium] 🟡{"\u00A0"}средний
}
overdue = { $days ->
    [one] <b>просрочена на { $days } день</b>
    [few] <b>просрочена на { $days } дня</b>
   *[many] <b>просрочена на { $days } дней</b>
}
overdue-today = <b>просрочена</b>
due-today = <b>сегодня</b>
due-tomorrow = завтра
due-in = { $days ->
    [one] через { $days } день
    [few] через { $days } дня
   *[many] через { $days } дней
}
due = { $date } · { $relative }
no-deadline = не указан
nobody = неизвестен
unassigned = не назначен

change-line = { $moment } · { $name }: { $what }
change-none = нет
change-created = задача создана
change-status = { $before } → { $after }
change-own-status = { $before } → { $after } (своя часть)
change-title = название: «{ $before }» → «{ $after }»
change-description = описание изменено
change-priority = приоритет: { $before } → { $after }
change-labels = метки: { $before } → { $after }
change-deadline = срок: { $before } → { $after }
change-assigned = назначен исполнитель { $after }
change-unassigned = снят исполнитель { $before }
change-claimed = задача взята
change-unclaimed = больше не исполнитель
change-reason = причина: «{ $after }»
change-submitted = работа сдана на приёмку
change-accepted = работа принята
change-moved = задача перенесена в другой проект
change-skipped = в этот раз задача пропущена
change-missed = не создана задача на { $after }: эта ещё не закрыта или бот не работал
change-repeat = повтор: { $before } → { $after }
change-later = следующие задачи будут как эта
change-returned = работа возвращена на доработку: «{ $after }»
change-review = приёмка: { $after ->
    [on] включена
   *[off] выключена
}
change-deleted = задача удалена
change-comment-deleted = комментарий удалён
change-restored = задача восстановлена
change-withdrawn = работа отозвана с приёмки

act-start = ▶ Начать
act-done = ✅ Готово
act-reject = ❌ Отклонить
act-reopen = ↩ Вернуть в работу
act-claim = 🙋 Взять себе
act-unclaim = 👐 Снять с себя
act-accept = 👍 Принять
act-return = ↩ Вернуть
act-comment = 💬 Комментарий
act-history = 🕓 История
act-files = 📎 Файлы
act-edit = ✏️ Изменить
act-assign = 👤 Исполнитель
act-due = 📅 Срок
act-labels = 🏷 Метки
act-delete = 🗑 Удалить
act-restore = ↩ Восстановить
act-skip = ⏭ Пропустить
act-repeat = 🔁 Повтор
card-return = ◀ К задаче
draft-cancelled = ✖ Отменено: задача не создана.
next-open = 📋 Открыть № { $id }
next-comment = 💬 Ответить
next-assign = 👤 Назначить…
# $listing: список, который покажет кнопка
show-list = { $listing ->
    [unassigned] 🙋 Свободные задачи
    [all] 🗂 Все задачи
   *[mine] 📋 Мои задачи
}
act-title = ✏️ Название
act-descr = 📝 Описание
button-unknown = Эта кнопка больше не работает. Отправьте команду ещё раз.
button-admins-only = Это доступно только администраторам.
list-previous = ◀ Назад
list-next = Вперёд ▶
keyboard-put-away = ⌨️ Выбирать больше не нужно, кнопки убраны.

task-unreachable = ⚠️ { $assignee }: бот заблокирован, { $count ->
        [1] уведомление не дойдёт
       *[other] уведомления не дойдут
    }.
submitted = 📥 Задача № { $id } «{ $title }» сдана и ждёт приёмки.
withdrawn = ↩ Задача № { $id } «{ $title }» снова у вас в работе и больше не ждёт приёмки.
accepted = 👍 Работа по задаче № { $id } «{ $title }» принята, задача завершена.
returned = ↩ Задача № { $id } «{ $title }» возвращена на доработку.
assigned = 👤 { $count ->
        [1] Новый исполнитель
       *[other] Новые исполнители
    } задачи № { $id } «{ $title }» — { $people }.
deleted = 🗑 Задача № { $id } «{ $title }» удалена. Её можно восстановить в течение 30 дней.
restored = ↩ Задача № { $id } «{ $title }» восстановлена.
task-created = ✅ Задача № { $id } создана.
task-created-past = ⚠️ Обратите внимание: этот срок уже прошёл.

apology =
    😔 У меня что-то сломалось, и ваше последнее сообщение ничего не изменило. Ошибка записана в журнал; попробуйте, пожалуйста, позже.
slow-down =
    🐢 Вы быстрее меня. Ничего не потеряется: отвечу на всё по порядку.
refusal-person-near =
    Я не знаю, кто такой { $person }, поэтому ничего не изменилось. Может быть, @{ $suggested }?
refusal-people-many =
    Слишком много людей сразу: { $count }, а можно не больше { $most }.
    Ничего не изменено. Остальных укажите в следующем сообщении.
refusal-person-unclear =
    { $sort ->
        [username] Имени пользователя { $person } здесь ни у кого нет. Кого вы имеете в виду?
        [waiting] { $person } пока ждёт доступа к боту. Вы имеете в виду этого человека?
       *[name] { $person }: так зовут нескольких человек. Кого вы имеете в виду?
    }{ $more ->
        [no] {""}
       *[yes] {" "}Это первые десять: чтобы указать другого, напишите полное имя, @username или Telegram ID.
    }
span = { $unit ->
    [day] { $count } дн.
    [hour] { $count } ч
   *[minute] { $count } мин
}
spans-before = за { $spans } до срока
change-reminders = напоминания: { $before } → { $after }

## Правила повторяющихся задач. Программа читает эти слова обратно: language/recurring.py

repeat-every = { $unit ->
    [workday] каждый рабочий день
    [week] { $every ->
        [1] каждую неделю
        [one] каждую { $every } неделю
        [few] каждые { $every } недели
       *[many] каждые { $every } недель
    }
   *[day] { $every ->
        [1] каждый день
        [one] каждый { $every } день
        [few] каждые { $every } дня
       *[many] каждые { $every } дней
    }
}
repeat-weekly = { $every ->
    [1] по { $days }
    [one] каждую { $every } неделю по { $days }
    [few] каждые { $every } недели по { $days }
   *[many] каждые { $every } недель по { $days }
}
repeat-monthly = { $every ->
    [1] { $last ->
        [yes] в последний день каждого месяца
       *[no] каждый месяц { $days }
    }
    [one] каждый { $every } месяц { $days }
    [few] каждые { $every } месяца { $days }
   *[many] каждые { $every } месяцев { $days }
}
repeat-at-places = { $every ->
    [1] каждый месяц
    [one] каждый { $every } месяц
    [few] каждые { $every } месяца
   *[many] каждые { $every } месяцев
} { $first ->
    [2] во
   *[other] в
} { $places } { $what }
repeat-yearly = { $every ->
    [1] каждый год { $day }
    [one] каждый { $every } год { $day }
    [few] каждые { $every } года { $day }
   *[many] каждые { $every } лет { $day }
}
repeat-after-completion = через { $every } { $unit ->
    [workday] { $every ->
        [one] рабочий день
        [few] рабочих дня
       *[many] рабочих дней
    }
    [week] { $every ->
        [one] неделю
        [few] недели
       *[many] недель
    }
    [month] { $every ->
        [one] месяц
        [few] месяца
       *[many] месяцев
    }
    [year] { $every ->
        [one] год
        [few] года
       *[many] лет
    }
   *[day] { $every ->
        [one] день
        [few] дня
       *[many] дней
    }
} после выполнения
repeat-weekday = { $day ->
    [0] понедельникам
    [1] вторникам
    [2] средам
    [3] четвергам
    [4] пятницам
    [5] субботам
   *[6] воскресеньям
}
repeat-day = { $day ->
    [-1] в последний день
   *[other] { $day }-го числа
}
repeat-place = { $day ->
    [2] { repeat-place-feminine }
    [4] { repeat-place-feminine }
    [5] { repeat-place-feminine }
    [6] { $place ->
        [-1] последнее
        [-2] предпоследнее
       *[other] { $place }-е
    }
   *[other] { $place ->
        [-1] последний
        [-2] предпоследний
       *[other] { $place }-й
    }
}
repeat-place-feminine = { $place ->
    [-1] последнюю
    [-2] предпоследнюю
   *[other] { $place }-ю
}
repeat-placed = { $day ->
    [workday] рабочий день
    [0] понедельник
    [1] вторник
    [2] среду
    [3] четверг
    [4] пятницу
    [5] субботу
   *[6] воскресенье
}
repeat-and = { $first } и { $last }
repeat-at = { $rule } в { $time }
repeat-shift = { $rule }, а если это выходной, то в { $shift ->
    [next] следующий
   *[previous] предыдущий
} рабочий день
repeat-until = { $rule }, до { $day } включительно
repeat-times = { $rule }, { $count } { $count ->
    [one] раз
    [few] раза
   *[many] раз
}
repeat-each = { $rule }, не дожидаясь предыдущей
refusal-repeat =
    Не понимаю, как часто это: <code>{ $typed }</code>.
    Напишите, например, так: <code>по понедельникам в 10:00</code>, <code>через 3 дня после выполнения</code>.{ input-repeat-example }
# $way: как у дат
input-repeat-example =
    { $way ->
        [keys] {""}
            Пример: <code>/создать_задачу название:"Подготовить отчёт" повтор:"по понедельникам в 10:00"</code>
        [line] {""}
            Пример: <code>/создать_задачу Подготовить отчёт по понедельникам в 10:00</code>
        [edit] {""}
            Пример: <code>/изменить_задачу { $number } повтор:"по понедельникам в 10:00"</code>
       *[none] {""}
    }
repeat-line = 🔁 Повтор: { $rule }
repeat-days = Ближайшие: { $days }{ $count ->
   *[other] {""}
}
repeat-days-if-done = Ближайшие, если выполнять в срок: { $days }{ $count ->
   *[other] {""}
}
