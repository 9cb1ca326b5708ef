### Projects: their tasks, members and settings

command-projects = проекты: задачи и участники
command-project = один проект: участники, настройки
example-projects = /проекты
example-project = /проект новый сайт

project-role = { $role ->
    [lead] 👑 руководитель
    [viewer] 👁 наблюдатель
   *[member] 👤 участник
}
projects-title = 📁 <b>Проекты</b> · { $total ->
    [one] { $total } проект
    [few] { $total } проекта
   *[many] { $total } проектов
}
projects-page = страница { $number } из { $pages }
projects-row = 📁 <b>#{ $name }</b> · открытых задач: { $open }
projects-row-role = { $row } · { $role }
projects-add = ➕ Новый проект
projects-to-all = ◀ Все проекты
projects-only-one =
    📁 <b>Проекты</b>

    Сейчас все задачи в одном проекте. Если дел у команды несколько, заведите для каждого свой проект: люди видят только те проекты, в которых участвуют, а руководитель проекта создаёт и назначает его задачи, не будучи администратором.

    Завести: <code>/проект новый сайт</code>

project-card =
    📁 <b>#{ $name }</b>

    Открытых задач: { $open }
project-members-count = Участников: { $count }
project-leads = { $count ->
    [1] Руководитель
   *[other] Руководители
}: { $names }
project-everybody = Участники: вся команда
project-yours = Ваша роль: { $role }
project-acceptance-line = Приёмка новых задач: { $value }
project-escalation-line = Сводки о просроченных задачах: { $value }
project-value = { $value ->
    [on] вкл
   *[off] выкл
}
project-value-team = { $value ->
    [on] вкл, как у команды
   *[off] выкл, как у команды
}
project-hint = Задача в этот проект: <code>/создать_задачу Подготовить отчёт #{ $name }</code>
project-tasks = 📋 Открытые задачи
project-members = 👥 Участники
project-settings = ⚙️ Настройки
project-back = ◀ #{ $name }

project-members-title = 👥 <b>Участники #{ $name }</b> · { $total ->
    [one] { $total } человек
    [few] { $total } человека
   *[many] { $total } человек
}
project-members-none =
    👥 В <b>#{ $name }</b> пока нет участников: проект видят только администраторы.
project-members-hint = Нажмите на имя, чтобы изменить роль или исключить из проекта.
project-member-row = { $role } · { $name }
project-add-member = ➕ Добавить участников
project-add-ask =
    ➕ Кто будет в <b>#{ $name }</b>? Нажмите на имена или напишите их; можно и <code>@username</code>. ✓ — уже участвует.
project-member-card =
    👤 <b>{ $member }</b> в <b>#{ $name }</b>

    Роль: { $role }
    Открытых задач здесь: { $open }

    { $role_name ->
        [lead] Руководитель создаёт, назначает и меняет задачи проекта и решает, кто в нём участвует.
        [viewer] Наблюдатель видит задачи проекта, но ничего в них не меняет.
       *[member] Участник видит задачи проекта, выполняет и обсуждает их.
    }
project-member-remove = 🚫 Исключить из проекта
project-members-back = ◀ К участникам
project-remove-ask =
    🚫 Исключить из <b>#{ $name }</b>: { $member }? { $open ->
        [0] Проекта не будет больше видно.
        [one] Проекта не будет больше видно, а { $open } открытая задача там останется без этого исполнителя.
        [few] Проекта не будет больше видно, а { $open } открытые задачи там останутся без этого исполнителя.
       *[many] Проекта не будет больше видно, а { $open } открытых задач там останутся без этого исполнителя.
    }
project-remove-yes = 🚫 Исключить

project-settings-title =
    ⚙️ <b>Настройки #{ $name }</b>

    Приёмка новых задач: { $acceptance }
    Сводки о просроченных задачах: { $escalation }
project-acceptance = 📥 Приёмка: { $value ->
    [on] вкл
    [off] выкл
   *[team] как у команды
}
project-escalation = 📣 Сводки: { $value ->
    [on] вкл
    [off] выкл
   *[team] как у команды
}
project-rename = ✏️ Переименовать
project-delete = 🗑 Удалить
project-delete-ask = 🗑 Удалить проект <b>#{ $name }</b>? Задач в нём нет. { $members ->
    [0] Его настройки пропадут.
    [one] Его настройки и { $members } участник в нём пропадут.
    [few] Его настройки и { $members } участника в нём пропадут.
   *[many] Его настройки и { $members } участников в нём пропадут.
} Отменить это нельзя.
project-delete-yes = 🗑 Удалить
project-ask-new =
    📁 Как назвать новый проект? Напишите одно слово: <code>сайт</code>

    Передумали? /cancel
project-ask-rename =
    ✏️ Как назвать <b>#{ $name }</b>? Напишите одно слово: <code>сайт</code>

    Передумали? /cancel

project-created = ✅ Проект #{ $name } создан. Добавьте участников, а в новых задачах пишите <code>#{ $name }</code>.
project-renamed = ✏️ Проект #{ $before } теперь называется #{ $name }.
project-name-same = Проект уже называется #{ $name }.
project-deleted = 🗑 Проект #{ $name } удалён.
project-added = ✅ В #{ $name } теперь { $role ->
    [lead] { $count ->
        [1] руководитель
       *[other] руководители
    }
    [viewer] { $count ->
        [1] наблюдатель
       *[other] наблюдатели
    }
   *[member] { $count ->
        [1] участник
       *[other] участники
    }
}: { $people }.
project-role-same = { $people }: такая роль в #{ $name } уже есть.
project-removed = 🚫 { $people }: больше не в #{ $name }.{ $tasks ->
    [0] {""}
    [one] {" "}Без этого исполнителя осталась { $tasks } задача.
    [few] {" "}Без этого исполнителя остались { $tasks } задачи.
   *[many] {" "}Без этого исполнителя осталось { $tasks } задач.
}
project-removed-not = { $people }: и так не в #{ $name }.
project-acceptance-set = 📥 Новые задачи #{ $name }: { $value ->
    [on] с приёмкой
    [off] без приёмки
   *[team] приёмка как у команды
}.
project-escalation-set = 📣 Сводки о просроченных задачах #{ $name }: { $value ->
    [on] включены
    [off] выключены
   *[team] как у команды
}.
project-added-you = 📁 { $name } → вы в проекте <b>#{ $project }</b>, роль — { $role ->
    [lead] руководитель: можете создавать и назначать его задачи и решать, кто в нём участвует.
    [viewer] наблюдатель: видите его задачи.
   *[member] участник: видите его задачи, можете брать и обсуждать их.
}
project-role-yours = 📁 { $name } → ваша роль в проекте <b>#{ $project }</b> теперь — { $role ->
    [lead] руководитель: можете создавать и назначать его задачи и решать, кто в нём участвует.
    [viewer] наблюдатель: видите его задачи, но не меняете их.
   *[member] участник: видите его задачи, можете брать и обсуждать их.
}
project-removed-you = 📁 { $name } → вас больше нет в проекте <b>#{ $project }</b>: его задач вы не видите.
project-gone =
    Этого проекта больше нет, или вы в нём не участвуете. Ваши задачи: /my_tasks
project-open = 📁 #{ $name }

refusal-project-which =
    Какой проект? Сначала напишите его название; все проекты: /projects
    Пример: <code>{ $deed ->
        [rename] /проект сайт переименовать магазин
        [add] /проект сайт добавить @username
        [role] /проект сайт роль @username руководитель
        [remove] /проект сайт исключить @username
        [acceptance] /проект сайт приёмка вкл
        [escalation] /проект сайт эскалация выкл
        [tasks] /проект сайт задачи
        [members] /проект сайт участники
        [settings] /проект сайт настройки
       *[delete] /проект сайт удалить
    }</code>
refusal-project-deed =
    Не понимаю, что сделать с проектом: <code>{ $typed }</code>.{ $deed ->
        [none] {""}
       *[some] {" "}Может быть, <code>{ input-project-deed }</code>?
    }
    После названия проекта можно написать: задачи, участники, добавить, роль, исключить, переименовать, приёмка, эскалация, удалить.
    Пример: <code>/проект { $project } добавить @username</code>
refusal-project-name-taken =
    { $by ->
        [word] <code>{ $typed }</code> — слово команды /проект, поэтому назвать так проект нельзя.
       *[project] Проект <code>#{ $typed }</code> уже есть.
    }
    Выберите другое название.
    Пример: <code>/проект новый сайт</code>
refusal-project-extra =
    Не понимаю эту часть: <code>{ $extra }</code>
    Уберите её.
    Пример: <code>/проект { $project } { input-project-deed }</code>
input-project-deed = { $deed ->
    [tasks] задачи
    [members] участники
    [new] новый
    [rename] переименовать
    [add] добавить
    [role] роль
    [remove] исключить
    [acceptance] приёмка
    [escalation] эскалация
    [settings] настройки
   *[delete] удалить
}
refusal-project-role =
    Роль бывает одна: руководитель, участник или наблюдатель. Получилось: <code>{ $typed }</code>
    Пример: <code>/проект { $project } роль @username руководитель</code>
refusal-project-person =
    Не могу понять, кто это: <code>{ $typed }</code>
    Напишите имена, @username или Telegram ID либо выберите кнопками: <code>/проект { $project } участники</code>
    Пример: <code>/проект { $project } добавить @username</code>
refusal-project-stranger =
    Не знаю, кто это: { $person }. Участвовать в проекте могут те, кто отправил мне /start.
    Напишите имя, @username или Telegram ID.
    Пример: <code>/проект { $project } добавить @username</code>
refusal-project-no-access =
    { $person }: доступа к боту сейчас нет, поэтому добавить в проект нельзя.
    Пример: <code>/проект { $project } добавить @username</code>
refusal-project-switch =
    <code>{ $typed }</code> — это ни вкл, ни выкл.
    Напишите вкл, выкл или команда, чтобы было как у команды.
    Пример: <code>/проект { $project } { input-project-deed } вкл</code>
refusal-project-lead =
    Это может сделать только руководитель #{ $name } или администратор.
    Что можете вы: <code>/проект { $name }</code>
refusal-project-admins =
    Создавать и удалять проекты могут только администраторы.
    Ваши проекты: /projects
refusal-project-not-empty =
    В #{ $name } ещё есть задачи, открытые, завершённые или повторяющиеся, поэтому удалить его нельзя.
    Сначала перенесите их в другой проект или удалите: <code>/проект { $name } задачи</code>
refusal-project-default =
    #{ $name } — проект всей команды: { $deed ->
        [delete] его можно переименовать, но не удалить.
       *[members] в нём участвуют все, поэтому своих участников у него нет.
    }
    Пример: <code>/проект новый сайт</code>
refusal-projects-many =
    Проектов уже { $most }, и больше быть не может.
    Удалите пустой: <code>/проект сайт удалить</code>
