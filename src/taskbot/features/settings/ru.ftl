### Settings

command-settings = язык, часовой пояс, уведомления
command-language = язык бота
command-timezone = ваш часовой пояс, по названию города
command-notices = какие уведомления приходят
command-acceptance = нужна ли приёмка новых задач
example-language = /язык en
example-timezone = /часовой_пояс Казань
example-notices = /уведомления важное
example-acceptance = /приёмка вкл

settings =
    ⚙️ <b>Настройки</b>

    🌐 Язык: <b>{ $language ->
        [en] английский
        [ru] русский
        [team] как у команды
       *[telegram] как в Telegram
    }</b>
    🕒 Часовой пояс: <b>{ $zone }</b>{ $own ->
        [yes] {""}
       *[no] , как у команды
    }
    Сейчас у вас { $time }.
    🔔 Уведомления: <b>{ $notices ->
        [important] только важные
       *[all] все
    }</b>
    ⏰ Напоминания: <b>{ $reminders ->
        [fewer] немного
        [off] только мои
       *[default] все
    }</b>
    📰 Дайджест: <b>{ $digest }</b>
    🌙 Тихие часы: <b>{ $quiet }</b>{ $role ->
        [admin] {""}
            📥 Приёмка новых задач: <b>{ $review ->
                [on] включена
               *[off] выключена
            }</b> для всей команды
       *[employee] {""}
    }
settings-lang = 🌐 Язык
settings-tz = 🕒 Часовой пояс
settings-notices = 🔔 Уведомления
settings-review = 📥 Приёмка
settings-calendar = 📅 Рабочие дни
settings-escalation = 📣 Эскалация
settings-back = ◀ Настройки

settings-lang-ask =
    🌐 <b>На каком языке вам писать?</b>
    Команды понятны на обоих.
settings-lang-en = English
settings-lang-ru = Русский
settings-lang-telegram = { $follows ->
    [team] Как у команды
   *[telegram] Как в Telegram
}
settings-lang-set = 🌐 Теперь я пишу вам { $language ->
    [ru] по-русски
   *[en] по-английски
}.

settings-tz-ask =
    🕒 <b>Где вы?</b> Ваш часовой пояс — { $zone }, сейчас там { $time }.

    Напишите название своего города или большого города поблизости либо выберите ниже.
settings-tz-location = 📍 По геопозиции
settings-tz-team = Как у команды
settings-tz-share = 📍 Отправить геопозицию
settings-tz-share-ask =
    📍 Нажмите кнопку под полем ввода. Я запомню только часовой пояс, но не место.
settings-tz-set = 🕒 Ваш часовой пояс: <b>{ $zone }</b>, сейчас там { $time }. Сроки и время считаются по нему.
settings-cities = 🕒 Городов с названием «{ $name }» несколько. Какой из них ваш?
settings-city = { $name }, { $country } · { $time }

settings-remind = ⏰ Напоминания
settings-remind-ask =
    ⏰ <b>Когда напоминать о ваших задачах?</b>
    Все: в 9:00 рабочего дня накануне и в 9:00 самого дня, а если назначен час — за 24 часа и за час; когда срок прошёл — на следующий рабочий день и дальше раз в неделю.
    Немного: только в день срока или за час до него и один раз после.
    Только мои: лишь то, что настроили вы или автор задачи.
    Или напишите: <code>/напомнить немного</code>
settings-remind-default = Все
settings-remind-few = Немного
settings-remind-off = Только мои
settings-remind-set = ⏰ Напоминания о сроках: { $reminders ->
    [fewer] немного.
    [off] только мои.
   *[default] все.
}
settings-notices-ask =
    🔔 <b>О чём сообщать?</b>
    Важное: задачи, которые вам назначили, завершили, отклонили, сдали или вернули.
    Всё: ещё и комментарии, файлы и правки.
settings-notices-all = Обо всём
settings-notices-important = Только о важном
settings-notices-set = 🔔 Уведомления: { $notices ->
    [important] только важные.
   *[all] все.
}

settings-review-ask =
    📥 <b>Приёмка новых задач</b>
    Если она включена, готовую работу получает автор задачи: он принимает её или возвращает. Для любой задачи это можно изменить.
settings-review-on = Включить
settings-review-off = Выключить
settings-review-set = 📥 Приёмка новых задач { $review ->
    [on] включена
   *[off] выключена
} для всей команды.

refusal-language =
    На языке <code>{ $typed }</code> я не говорю.
    Я говорю по-русски и по-английски.
    Пример: <code>/язык en</code>
refusal-city =
    Я не знаю города <code>{ $typed }</code>.
    Напишите его название по-русски или по-английски либо название большого города поблизости с тем же временем.
    Пример: <code>/часовой_пояс Казань</code>
refusal-location =
    Не удалось определить часовой пояс этого места.
    Напишите название большого города поблизости с тем же временем.
    Пример: <code>/часовой_пояс Казань</code>
refusal-notices =
    Непонятно, какие уведомления вам нужны: <code>{ $typed }</code>.
    Можно получать все или только важные.
    Пример: <code>/уведомления важное</code>
refusal-acceptance =
    <code>{ $typed }</code> — не «вкл» и не «выкл».
    Напишите «вкл», чтобы новым задачам требовалась приёмка, или «выкл», чтобы не требовалась.
    Пример: <code>/приёмка вкл</code>
