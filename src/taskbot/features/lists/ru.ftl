### Lists and their filters

command-my-tasks = мои задачи
command-all-tasks = все задачи
command-created-tasks = мои поручения
command-unassigned-tasks = свободные задачи
command-overdue-tasks = просроченные задачи
command-to-accept = работа, ждущая приёмки
example-created-tasks = /мои_поручения статус:в работе
example-overdue-tasks = /просроченные_задачи приоритет:высокий,срочный
example-all-tasks = /все_задачи статус:ожидает срок:неделя

list-empty-mine = 📋 Открытых задач у вас нет. 🎉
list-empty-created = 📤 Вы пока никому не поручали задач.
list-empty-created-finished = 📤 Открытых поручений нет: все ваши поручения завершены. 🎉
list-empty-unassigned = 🙋 Свободных задач нет: у каждой открытой задачи есть исполнитель.
list-empty-overdue = ⏰ Просроченных задач нет. 🎉
list-empty-all =
    🗂 Задач пока нет. Создайте первую:
    <code>{ $example }</code>
list-empty-all-finished = 🗂 Открытых задач нет: все задачи завершены. 🎉
list-empty-to-accept = 📥 Ничего не ждёт вашей приёмки. 🎉
list-empty-deleted = 🗑 За последние 30 дней ничего не удаляли.
list-empty-filtered = Под эти фильтры не подходит ни одна задача.
list-empty-filtered-open = Под эти фильтры не подходит ни одна открытая задача.
list-empty-found =
    🔎 По запросу «{ $query }» ничего не найдено.
    Я ищу сразу все слова в названиях, описаниях и комментариях. Попробуйте меньше слов или только начало слова.

list-mine = 📋 <b>Мои задачи</b>
list-created = 📤 <b>Мои поручения</b>
list-unassigned = 🙋 <b>Свободные задачи</b>
list-overdue = ⏰ <b>Просроченные задачи</b>
list-all = 🗂 <b>Все задачи</b>
list-to-accept = 📥 <b>Ждут приёмки</b>
list-deleted = 🗑 <b>Удалённые за последние 30 дней</b>
list-found = 🔎 <b>Поиск: «{ $query }»</b>
list-count = { $total ->
    [one] { $total } задача
    [few] { $total } задачи
   *[many] { $total } задач
}
list-count-more = { $total }+ задач
list-count-open = { $total ->
    [one] { $total } открытая задача
    [few] { $total } открытые задачи
   *[many] { $total } открытых задач
}
list-count-open-more = { $total }+ открытых задач
list-page = страница { $number } из { $pages }
list-page-more = страница { $number }
list-filters = Фильтры: { $filters }
list-row = { $icon } <b>№ { $id }</b> { $title }
list-assignees = { $name } и ещё { $others }
list-choose-filters = Выберите, что показать. Каждая кнопка включает или выключает фильтр.
list-to-all = 🗂 Все задачи
list-to-finished = 🏁 Завершённые ({ $count })
list-to-open = ◀ Открытые задачи

filter-open = 🎛 Фильтры
filter-open-some = 🎛 Фильтры: { $count }
filter-show = Готово
filter-reset = Сбросить
filter-save = ⭐ Сохранить
filter-back = ◀ К фильтрам
filter-due = { $due ->
    [overdue] ⏰ просрочены
    [today] 📅 сегодня
    [week] 🗓 7 дней
   *[none] ∞ без срока
}
filter-submitted = 📥 сдана
filter-assignee = 👤 { $name }
filter-nobody = без исполнителя
filter-label = 🏷 { $label }
filter-any-label = 🏷 Любая метка
filter-label-gone = удалённая метка
filter-anybody = 👤 Любой исполнитель
filter-deleted = 🗑 Удалённые

# $some: сколько задач показано выше
search-further = { $some ->
    [0] Пока ничего. Эти слова встречаются очень часто, поэтому просмотрены только последние задачи. Попробуйте более редкое слово.
   *[other] Эти слова встречаются очень часто, поэтому просмотрены только последние задачи. Попробуйте более редкое слово.
}
search-look-further = 🔎 Искать дальше
search-no-more = Больше ничего не найдено.

input-filter =
    { $field ->
        [priority] приоритет
        [due] срок
        [assigned_to] исполнитель
        [label] метка
       *[status] статус
    }
input-filter-example =
    { input-command } { $field ->
        [priority] приоритет:высокий,срочный
        [due] срок:просрочено
        [assigned_to] исполнитель:@username
        [label] +срочно
       *[status] статус:в работе
    }
refusal-filter-bare =
    Фильтр пишется вместе с названием: одного <code>{ $typed }</code> недостаточно.
    Пример: <code>{ input-command } { input-filter }:{ $typed }</code>
refusal-filter-key =
    Фильтра <code>{ $typed }</code> нет.{ $field ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ input-filter }:</code>?
    }
    Фильтры: статус, приоритет, срок, +метка, а для администраторов ещё и исполнитель.
    Пример: <code>{ input-filter-example }</code>
refusal-filter-not-here =
    { $field ->
        [assigned_to] Фильтр по исполнителю есть только у администраторов, в списках /all_tasks, /created_tasks и /overdue_tasks.
        [due] В этом списке и так только просроченные задачи, фильтр по сроку не нужен.
       *[other] Фильтра <code>{ input-filter }</code> у этого списка нет.
    }
    Пример: <code>{ input-command } приоритет:высокий</code>
refusal-filter-repeated =
    Фильтр <code>{ input-filter }:</code> указан дважды.
    Несколько значений пишутся вместе, через запятую.
    Пример: <code>{ input-command } { $field ->
        [priority] приоритет:высокий,срочный
        [due] срок:просрочено,сегодня
        [assigned_to] исполнитель:@username
       *[status] статус:ожидает,в работе
    }</code>
refusal-filter-empty =
    После <code>{ input-filter }:</code> ничего нет.
    Укажите значение или уберите <code>{ input-filter }:</code>
    Пример: <code>{ input-filter-example }</code>
refusal-filter-status =
    Статуса <code>{ $typed }</code> нет.{ $value ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ input-filter-status }</code>?
    }
    Статусы: ожидает, в работе, сдана, завершена, отклонена; а ещё открыта, закрыта, все.
    Пример: <code>{ input-command } статус:{ input-filter-status }</code>
input-filter-status = { $value ->
    [pending] ожидает
    [submitted] сдана
    [completed] завершена
    [rejected] отклонена
    [open] открыта
    [finished] закрыта
    [all] все
    [deleted] удалена
   *[in_progress] в работе
}
refusal-filter-priority =
    Приоритета <code>{ $typed }</code> нет.{ $value ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ input-filter-priority }</code>?
    }
    Приоритеты: низкий, средний, высокий, срочный.
    Пример: <code>{ input-command } приоритет:{ input-filter-priority }</code>
input-filter-priority = { $value ->
    [low] низкий
    [medium] средний
    [urgent] срочный
   *[high] высокий
}
refusal-filter-due =
    Такого фильтра по сроку нет: <code>{ $typed }</code>.
    Можно указать: просрочено, сегодня, неделя (сегодня и ещё шесть дней), нет.
    Пример: <code>{ input-command } срок:просрочено</code>
refusal-filter-person =
    Непонятно, кто это: <code>{ $typed }</code>.
    Укажите один @username или Telegram ID; <code>я</code> — вы сами{ input-filter-none }.
    Пример: <code>{ input-command } исполнитель:@username</code>
input-filter-none = { $command ->
    [created_tasks] {""}
   *[other] , <code>нет</code> — задачи без исполнителя
}
refusal-filter-stranger =
    { $named_by ->
        [id] В команде нет никого с Telegram ID { $person }.
        [name] { $person } ещё не пользуется ботом: задачи бывают только у тех, кто отправил мне /start.
       *[username] В команде нет никого с именем пользователя { $person }.
    }
    Укажите @username или Telegram ID; <code>я</code> — вы сами{ input-filter-none }.
    Пример: <code>{ input-command } исполнитель:я</code>
refusal-filter-labels =
    Список можно отобрать только по одной метке.
    Пример: <code>{ input-command } +{ $label }</code>
refusal-filter-deleted =
    Удалённые задачи — отдельный список без других фильтров; он открыт только администраторам, в /all_tasks.
    Пример: <code>{ $command ->
        [all_tasks] { input-command } статус:удалена
       *[other] { input-command } статус:завершена
    }</code>

filter-project = 📁 #{ $name }
filter-any-project = 📁 Любой проект
list-project = 📁 <b>#{ $name }</b>
refusal-filter-projects =
    Список показывает один проект или все, а <code>#{ $typed }</code> — уже второй.
    Оставьте один.
    Пример: <code>{ input-command } #{ $first }</code>
refusal-filter-project =
    Все задачи #{ $name } видят только администраторы; в других проектах — все участники.
    Пример: <code>{ input-command }</code>
