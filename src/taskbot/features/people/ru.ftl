### People: their cards, roles and access

command-users = участники команды
command-set-role = изменить роль участника
command-block = закрыть участнику доступ
command-unblock = вернуть участнику доступ
command-hand-over = передать задачи другому исполнителю
example-users = /сотрудники @username
example-set-role = /назначить_роль @username администратор
example-block = /заблокировать @username
example-unblock = /разблокировать @username
example-hand-over = /передать_задачи @username @successor

start-registered =
    👋 Здравствуйте, { $name }! Вы зарегистрированы { $role ->
        [admin] как <b>администратор</b>: можете создавать задачи и назначать исполнителей.
       *[employee] как <b>сотрудник</b>: назначенные вам задачи будут приходить сюда.
    }

    Ваш Telegram ID: <code>{ $id }</code>
    Все команды: /help
join-ask =
    🙋 <b>{ $name }</b> просит доступ.
    Telegram ID: <code>{ $id }</code>
join-as-employee = ✅ Сотрудник
join-as-admin = 👑 Администратор
join-refuse = ❌ Отказать
join-let-in = ✅ { $admin } → { $name }: доступ открыт, роль — { $role ->
    [admin] администратор
   *[employee] сотрудник
}.
join-refused =
    ❌ { $admin } → { $name }: в доступе отказано.
    Передумали? Доступ можно открыть в /users
join-decided = Решение уже принято.
join-refused-yours = ❌ Администратор отклонил ваш запрос на доступ.

people-list = 👥 <b>Команда</b> · { $total ->
    [one] { $total } человек
    [few] { $total } человека
   *[many] { $total } человек
}
people-waiting = ⏳ <b>Ждут доступа</b> · { $total ->
    [one] { $total } человек
    [few] { $total } человека
   *[many] { $total } человек
}
people-nobody-waits = ⏳ Доступа никто не ждёт. Все участники: /users
people-row = { $icon } { $name } · { $standing }
people-shut-out = { $access ->
    [pending] ждёт решения администратора
   *[blocked] доступ закрыт
}
people-page = страница { $number } из { $pages }
people-back = ◀ К списку

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
    Регистрация: { $since }
person-no-username = нет
person-unreachable = 🔕 Бот заблокирован этим человеком, сообщения не доходят.
person-by-settings = 🔒 В списке ADMIN_IDS, поэтому всегда администратор.
person-gone = Этого человека больше нет в команде.
person-make-admin = 👑 Сделать администратором
person-make-employee = 👤 Сделать сотрудником
person-block = 🚫 Закрыть доступ
person-unblock = ✅ Вернуть доступ
person-tasks = 📋 Задачи
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
    [admin] 👑 { $name }: теперь вы администратор. Можно создавать и назначать задачи и управлять командой.
   *[employee] 👤 { $name }: теперь вы сотрудник. Создавать задачи и управлять командой больше нельзя.
}
    Ваши команды: /help
blocked-now = 🚫 { $name }: доступ к боту закрыт.
blocked-now-with-tasks =
    🚫 { $name }: доступ к боту закрыт. За этим человеком { $open ->
        [one] осталась { $open } незавершённая задача. Передать её:
        [few] остались { $open } незавершённые задачи. Передать их:
       *[many] осталось { $open } незавершённых задач. Передать их:
    } <code>/передать_задачи { $id } @username</code>
blocked-already = { $name }: доступ уже закрыт.
unblocked-now = ✅ { $name }: доступ к боту снова открыт.
unblocked-already = { $name }: доступ не закрыт.
unblocked-pending =
    { $name }: доступ не закрыт, заявка ждёт решения. Чтобы дать доступ: <code>/назначить_роль { $id } сотрудник</code>
unblocked-yours = ✅ { $name }: вам снова открыт доступ к боту. Все команды: /help

hand-over-ask =
    📦 { $name }: { $open ->
        [one] { $open } незавершённая задача. Кому её передать?
        [few] { $open } незавершённые задачи. Кому их передать?
       *[many] { $open } незавершённых задач. Кому их передать?
    }
hand-over-sure =
    📦 { $name } → { $heir }: передать { $open ->
        [one] { $open } незавершённую задачу
        [few] { $open } незавершённые задачи
       *[many] { $open } незавершённых задач
    }?
hand-over-yes = ✅ Передать
handed-over =
    📦 { $name } → { $heir }: { $count ->
        [one] передана { $count } задача.
        [few] переданы { $count } задачи.
       *[many] передано { $count } задач.
    }
handed-over-nothing = { $name }: незавершённых задач нет, передавать нечего.
handed-over-cards =
    Старые карточки { $count ->
        [one] { $count } задачи
        [few] { $count } задач
       *[many] { $count } задач
    } обновятся, когда их откроют.
handed-over-to-you =
    📬 { $name } → вам: { $count ->
        [one] { $count } задача
        [few] { $count } задачи
       *[many] { $count } задач
    }, прежний исполнитель — { $leaver }.

    { $tasks }

    Ваши задачи: /my_tasks
handed-over-from-you =
    📦 { $name } → { $heir }: { $count ->
        [one] передана { $count } ваша задача.
        [few] переданы { $count } ваши задачи.
       *[many] передано { $count } ваших задач.
    }
tasks-row = № { $id } { $title }

refusal-whom =
    { $command ->
        [hand_over] Чьи задачи передать?
       *[block] О ком речь?
    }
    Пример: <code>{ $spelled } @username{ $command ->
        [set_role] {" "}администратор
        [hand_over] {" "}@successor
       *[block] {""}
    }</code>
refusal-whom-hidden =
    Не могу определить автора пересланного сообщения: он скрыл себя в настройках Telegram.
    Укажите имя, @username или Telegram ID; все участники — в /users.
    Пример: <code>{ $spelled } @username{ $command ->
        [set_role] {" "}администратор
       *[block] {""}
    }</code>
refusal-who =
    Непонятно, кто это: <code>{ $typed }</code>.
    Укажите имя, @username или Telegram ID; все участники — в /users.
    Пример: <code>{ $command ->
        [hand_over] { $spelled } @username @successor
        [set_role] { $spelled } @username администратор
       *[block] { $spelled } @username
    }</code>
refusal-one-person =
    Укажите одного человека: <code>{ $extra }</code> — лишнее.
    Достаточно имени, @username или Telegram ID.
    Пример: <code>{ $spelled } @username</code>
refusal-role-missing =
    { $who }: какую роль назначить?
    Пример: <code>/назначить_роль { $given } администратор</code>
refusal-role =
    Роли <code>{ $typed }</code> нет.{ $nearest ->
        [none] {""}
        [employee] {" "}Может быть, <code>сотрудник</code>?
       *[admin] {" "}Может быть, <code>администратор</code>?
    }
    Роли: администратор, сотрудник.
    Пример: <code>/назначить_роль { $who } { $nearest ->
        [employee] сотрудник
       *[admin] администратор
    }</code>
refusal-heir-missing =
    { $who }: кому передать задачи?
    Пример: <code>{ $spelled } { $given } @successor</code>
refusal-two-people =
    Нужно указать двоих: чьи задачи передать и кому.
    Напишите их имена, @username или Telegram ID в этом порядке; между полными именами поставьте запятую. Все участники — в /users.
    Пример: <code>{ $spelled } @username @successor</code>
refusal-nobody =
    Не знаю, кто это: { $person }.
    Все, кто отправил мне /start: /users
refusal-same-person =
    Эти задачи и так у этого человека: { $name }.
    Выберите кого-то другого; все участники — в /users.
    Пример: <code>/передать_задачи { $id } @successor</code>
refusal-namesakes =
    { $person } — так зовут нескольких: { $people }
    Напишите Telegram ID того, кто получит задачи.
    Пример: <code>/передать_задачи { $id } { $heir }</code>
refusal-no-access =
    { $name }: доступа к боту нет, поэтому передать задачи этому человеку нельзя.
    Выберите того, у кого доступ есть: /users
refusal-last-admin =
    { $name } — последний администратор, а без администратора управлять командой будет некому.
    Сначала назначьте ещё одного: <code>/назначить_роль @username администратор</code>
refusal-admin-by-settings =
    { $name }: этот человек указан в ADMIN_IDS, в настройках бота, и поэтому всегда администратор.
    Изменить это может тот, кто запускает бота. Все участники: /users
refusal-block-yourself =
    Закрыть доступ самому себе нельзя.
    Уйти и удалить свои данные: /forget_me
