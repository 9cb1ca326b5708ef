### People: their cards, roles and access

start-registered =
    👋 Здравствуйте, { $name }! Вы зарегистрированы { $role ->
        [admin] как <b>администратор</b>: можете создавать задачи и назначать их сотрудникам.
       *[employee] как <b>сотрудник</b>: назначенные вам задачи будут приходить сюда.
    }

    Ваш Telegram ID: <code>{ $id }</code>
    Все команды: /help
command-users = люди команды
command-set-role = назначить администратором или сотрудником
command-block = закрыть кому-то доступ
command-unblock = вернуть кому-то доступ
command-hand-over = передать все задачи другому
example-users = /сотрудники @username
example-set-role = /назначить_роль @username администратор
example-block = /заблокировать @username
example-unblock = /разблокировать @username
example-hand-over = /передать_задачи @username @successor
people-list = 👥 <b>Люди</b> · { $total ->
    [one] { $total } человек
    [few] { $total } человека
   *[many] { $total } человек
}
people-waiting = ⏳ <b>Ждут доступа</b> · { $total ->
    [one] { $total } человек
    [few] { $total } человека
   *[many] { $total } человек
}
people-nobody-waits = ⏳ Доступа никто не ждёт. Вся команда: /users
people-row = { $icon } { $name } · { $standing }
people-shut-out = { $access ->
    [pending] ждёт решения администратора
   *[blocked] доступ закрыт
}
people-page = страница { $number } из { $pages }
people-back = ◀ К списку людей
person-access = { $access ->
    [pending] ⏳ ждёт решения администратора
    [blocked] 🚫 закрыт
   *[active] есть
}
person-card =
    { $icon } <b>{ $name }</b>

    Имя пользователя: { $username }
    Telegram ID: <code>{ $id }</code>
    Роль: { $role }
    Доступ: { $access }
    Незавершённых задач: { $open }, из них просрочено: { $overdue }
    В списке с: { $since }
person-no-username = нет
person-unreachable = 🔕 Бот заблокирован этим человеком, уведомления не доходят.
person-by-settings = 🔒 Есть в ADMIN_IDS, поэтому всегда администратор.
person-gone = Этого человека здесь больше нет.
person-make-admin = 👑 Сделать администратором
person-make-employee = 👤 Сделать сотрудником
person-block = 🚫 Закрыть доступ
person-unblock = ✅ Вернуть доступ
person-hand-over = 📦 Передать задачи
person-back = ◀ К карточке
role-changed = { $name } теперь { $role ->
    [admin] администратор
   *[employee] сотрудник
}.
role-same = { $name } уже { $role ->
    [admin] администратор
   *[employee] сотрудник
}.
role-changed-yours = { $role ->
    [admin] 👑 Теперь вы администратор: можете создавать задачи, назначать их и управлять командой.
   *[employee] 👤 Теперь вы сотрудник: создавать задачи и управлять командой больше нельзя.
}
    Кто назначил: { $name }
    Ваши команды: /help
blocked-now = 🚫 { $name }: доступ к боту закрыт.
blocked-now-with-tasks =
    🚫 { $name }: доступ к боту закрыт. За этим человеком { $open ->
        [one] осталась { $open } незавершённая задача
        [few] остались { $open } незавершённые задачи
       *[many] осталось { $open } незавершённых задач
    }; передать их: <code>/передать_задачи { $id } @username</code>
blocked-already = { $name }: доступ уже закрыт.
unblocked-now = ✅ { $name }: доступ к боту снова открыт.
unblocked-already = { $name }: доступ не закрыт.
unblocked-pending =
    { $name }: доступ не закрыт, заявка ждёт решения. Чтобы дать доступ: <code>/назначить_роль { $id } сотрудник</code>
unblocked-yours =
    ✅ Вам снова открыт доступ к боту.
    Кто открыл: { $name }
    Все команды: /help
hand-over-ask =
    📦 Кому передать задачи?
    От кого: { $name }
    Незавершённых: { $open }
hand-over-sure =
    📦 Передать { $open ->
        [one] { $open } незавершённую задачу
        [few] { $open } незавершённые задачи
       *[many] { $open } незавершённых задач
    }?
    От кого: { $name }
    Кому: { $heir }
hand-over-yes = ✅ Передать
handed-over =
    📦 { $count ->
        [one] Передана { $count } задача.
        [few] Переданы { $count } задачи.
       *[many] Передано { $count } задач.
    }
    От кого: { $name }
    Кому: { $heir }
handed-over-nothing = { $name }: незавершённых задач нет, передавать нечего.
handed-over-cards =
    В прежних сообщениях о { $count ->
        [one] { $count } задаче
        [few] { $count } задачах
       *[many] { $count } задачах
    } новый исполнитель появится, когда их откроют.
handed-over-to-you =
    📬 { $count ->
        [one] Вам передана { $count } задача.
        [few] Вам переданы { $count } задачи.
       *[many] Вам передано { $count } задач.
    }
    От кого: { $leaver }
    Кто передал: { $name }

    { $tasks }

    Ваши задачи: /my_tasks
handed-over-from-you =
    📦 { $count ->
        [one] Передана { $count } ваша задача.
        [few] Переданы { $count } ваши задачи.
       *[many] Передано { $count } ваших задач.
    }
    Кому: { $heir }
    Кто передал: { $name }
tasks-row = № { $id } { $title }
join-ask =
    🙋 <b>{ $name }</b> просит доступ.
    Telegram ID: <code>{ $id }</code>
join-as-employee = ✅ Сотрудник
join-as-admin = 👑 Администратор
join-refuse = ❌ Отказать
join-let-in = ✅ { $name } теперь { $role ->
    [admin] администратор
   *[employee] сотрудник
}.
    Кто решил: { $admin }
join-refused =
    ❌ { $name }: в доступе отказано.
    Кто решил: { $admin }
    Передумали? Доступ открывается в /users
join-decided = Решение уже принято.
join-refused-yours = ❌ Администратор решил не открывать вам доступ.
refusal-whom =
    Не указано, о ком речь.
    Напишите после команды @username или Telegram ID; и то и другое показывает /users.
    Пример: <code>{ $spelled } @username{ $command ->
        [set_role] {" "}администратор
       *[block] {""}
    }</code>
refusal-whom-hidden =
    Не могу определить автора пересланного сообщения: он скрыл себя в настройках Telegram.
    Напишите после команды @username или Telegram ID; и то и другое показывает /users.
    Пример: <code>{ $spelled } @username{ $command ->
        [set_role] {" "}администратор
       *[block] {""}
    }</code>
refusal-who =
    <code>{ $typed }</code> — не Telegram ID и не @username.
    В имени пользователя от 4 до 32 латинских букв, цифр и подчёркиваний; имена показывает /users.
    Пример: <code>{ $command ->
        [hand_over] { $spelled } @username @successor
        [set_role] { $spelled } @username администратор
       *[block] { $spelled } @username
    }</code>
refusal-one-person =
    Можно указать только одного человека: <code>{ $extra }</code> — лишнее.
    Достаточно @username или Telegram ID.
    Пример: <code>{ $spelled } @username</code>
refusal-role =
    { $typed ->
        [none] Не указана роль.
       *[other] Роли <code>{ $typed }</code> нет.
    }{ $nearest ->
        [none] {""}
        [employee] {" "}Может быть, <code>сотрудник</code>?
       *[admin] {" "}Может быть, <code>администратор</code>?
    }
    Роли: администратор, сотрудник.
    Пример: <code>/назначить_роль { $who } { $nearest ->
        [employee] сотрудник
       *[admin] администратор
    }</code>
refusal-two-people =
    Нужны двое: чьи задачи и кому они перейдут.
    Напишите их @username или Telegram ID в этом порядке; и то и другое показывает /users.
    Пример: <code>{ $spelled } @username @successor</code>
refusal-nobody =
    Не знаю, кто это: { $person }.
    Знаю тех, кто отправил мне /start: /users
refusal-same-person =
    Задачи нельзя передать тому же человеку: { $name }.
    Укажите кого-то другого; вся команда — в /users.
    Пример: <code>/передать_задачи { $id } @successor</code>
refusal-no-access =
    { $name }: доступа к боту нет, поэтому взять задачи этот человек не может.
    Выберите того, у кого доступ есть: /users
refusal-last-admin =
    { $name } — последний администратор, а без администратора управлять командой будет некому.
    Сначала назначьте ещё одного: <code>/назначить_роль @username администратор</code>
refusal-admin-by-settings =
    { $name }: этот человек указан в ADMIN_IDS, в настройках бота, и поэтому всегда администратор.
    Изменить это может тот, кто запускает бота. Вся команда: /users
refusal-block-yourself =
    Закрыть доступ самому себе нельзя.
    Уйти и удалить свои данные: /forget_me
