### Метки

command-labels = метки: посмотреть и изменить
example-labels = /метки 5 +срочно -старая

labels-list = 🏷 <b>Метки</b>
labels-none =
    🏷 Меток пока нет. Их заводят, когда создают задачу, — просто пишут:
    <code>/создать_задачу Подготовить отчёт +срочно +клиент</code>
labels-row = { $label } · { $count }
labels-hint = Числа — открытые задачи. Список по метке: <code>/мои_задачи +срочно</code>
labels-back = ◀ Все метки
label-card = 🏷 <b>{ $label }</b> · { $count ->
    [0] открытых задач нет
   *[other] открытых задач: { $shown }
}
label-tasks = 📋 Её задачи
label-rename = ✏️ Переименовать
label-merge = 🔀 Объединить
label-back = ◀ { $label }
label-keep = ✖ Оставить
label-ask-name =
    ✏️ Как назвать метку { $label }? Напишите одно слово.

    Передумали? /cancel
label-ask-other = 🔀 В какую метку превратить { $label }? Задачи получат вместо неё другую.
label-ask-delete = 🗑 Удалить метку { $label }? { $count ->
    [0] Задач с ней нет.
   *[other] Задач с ней: { $shown }. Сами задачи останутся.
}
label-renamed = ✏️ { $before } теперь называется { $after }.
label-merged = 🔀 Вместо { $before } теперь { $after }.
label-deleted = 🗑 Метка { $label } удалена, её задачи остались.
label-gone = Такой метки больше нет.

refusal-labels-what =
    Непонятно: <code>{ $typed }</code>.
    Метки задачи: <code>/метки 5 +срочно -старая</code>
    Изменить метки: <code>/метки переименовать баг ошибка</code>, <code>/метки объединить баг ошибка</code>, <code>/метки удалить баг</code>
refusal-labels-names =
    { $count ->
        [1] Какую метку? Напишите одно название.
       *[other] Какие метки? Напишите два названия: саму метку и { $act ->
            [rename] её новое название
           *[merge] ту, в которую она превратится
        }.
    }
    Пример: <code>/метки { $act ->
        [rename] переименовать баг ошибка
        [merge] объединить баг ошибка
       *[delete] удалить баг
    }</code>
refusal-labels-lead = { $whose ->
    [project] Менять метку { $label } могут только руководители её проекта.
   *[team] Менять метку { $label } могут только администраторы.
}
refusal-labels-several =
    Метка { $label } есть в нескольких ваших проектах: { $count }. Выберите нужную: /labels
refusal-label-taken =
    Метка <code>+{ $other }</code> уже есть. Сделать из двух одну:
    <code>/метки объединить { $label } { $other }</code>
refusal-label-no-other =
    Метки <code>+{ $other }</code> нет, объединять не с чем. Дать метке это название:
    <code>/метки переименовать { $label } { $other }</code>
refusal-label-merge = { $whose ->
    [same] Объединять { $label } с самой собой незачем: напишите две разные метки.
   *[other] { $label } и { $other } — метки разных проектов, объединить их нельзя.
}
