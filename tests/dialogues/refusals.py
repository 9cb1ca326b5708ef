"""What the bot refuses: what is said, and what is answered to readers of English and of Russian."""

from __future__ import annotations

from typing import NamedTuple


class Refused(NamedTuple):
    """Answers to each of `said`, whichever language it is in; `{}` is the piece of it that they quote."""

    said: dict[str, str]
    english: str
    russian: str


# By the key of the refusal's text. The first table's is said by everyone who has registered, the second's by
# admins; there are no tasks.
OF_EVERYONE: dict[str, list[Refused]] = {
    "refusal-unknown-command": [
        Refused(
            {
                "/my_task": "/my_task",
                "/мои": "/мои",
                "/ьн_ефылы": "/ьн_ефылы",
            },
            """
            I don't know the command {}. Did you mean /my_tasks?
            All commands: /help
            """,
            """
            Команды {} нет. Может быть, /my_tasks (/мои_задачи)?
            Все команды: /help
            """,
        ),
        Refused(
            {
                "/погода": "/погода",
                "/": "/",
                "/123": "/123",
            },
            """
            I don't know the command {}.
            All commands: /help
            """,
            """
            Команды {} нет.
            Все команды: /help
            """,
        ),
    ],
    "refusal-one-command": [
        Refused(
            {
                "/claim 3\n/claim 4": "/claim 3",
                "/взять 3\n\n  /мои_задачи": "/взять 3",
                "/files 5\nthen\n/History@taskbot_demo_bot 5": "/files 5",
                "/Claim\n/claim": "/Claim",
            },
            """
            One command per message, please: this one has 2, so I have done nothing.
            Send them one by one, starting with this: {}
            """,
            """
            Одно сообщение — одна команда, а здесь их 2. Ничего не выполнено.
            Отправьте команды по одной, начните с этой: {}
            """,
        ),
        Refused(
            {
                "/comment 5 Ready\n/update_status 5 completed\n/my_tasks": "/comment 5 Ready",
                "/комментарий 5 Готово\nЦифры там же\n/комментарий 6 Тоже\n/взять 7\n": "/комментарий 5 Готово",
                "/update_status 3 done\n/обновить_статус 4 готово\n/claim 5": "/update_status 3 done",
            },
            """
            One command per message, please: this one has 3, so I have done nothing.
            Send them one by one, starting with this: {}
            If the lines below belong to the text, end the line above them with a colon.
            """,
            """
            Одно сообщение — одна команда, а здесь их 3. Ничего не выполнено.
            Отправьте команды по одной, начните с этой: {}
            Если следующие строки — часть текста, поставьте двоеточие в конце строки перед ними.
            """,
        ),
    ],
    "refusal-extra-arguments": [
        Refused(
            {"/start me up": "me up"},
            """
            Nothing goes after /start. Leave out {}.
            Send just /start
            """,
            """
            После /start ничего указывать не нужно: {} — лишнее.
            Отправьте просто /start
            """,
        ),
        Refused(
            {"/старт раз два": "раз два"},
            """
            Nothing goes after /старт. Leave out {}.
            Send just /старт
            """,
            """
            После /старт ничего указывать не нужно: {} — лишнее.
            Отправьте просто /старт
            """,
        ),
        Refused(
            {"/help me": "me"},
            """
            Nothing goes after /help. Leave out {}.
            Send just /help
            """,
            """
            После /help ничего указывать не нужно: {} — лишнее.
            Отправьте просто /help
            """,
        ),
        Refused(
            {"/Помощь мне": "мне"},
            """
            Nothing goes after /Помощь. Leave out {}.
            Send just /Помощь
            """,
            """
            После /Помощь ничего указывать не нужно: {} — лишнее.
            Отправьте просто /Помощь
            """,
        ),
    ],
    "refusal-page": [
        Refused(
            {
                "/my_tasks two": "two",
                "/мои_задачи 0": "0",
                "/my_tasks -1": "-1",
                "/my_tasks 1 2": "1 2",
                "/my_tasks 99999999999": "99999999999",
                "/my_tasks 2.5": "2.5",
                "/мои_задачи ٣": "٣",
            },
            """
            {} is not a page number.
            Pages start at 1.
            Example: /my_tasks 2
            """,
            """
            {} — не номер страницы.
            Страницы нумеруются с 1.
            Пример: /мои_задачи 2
            """,
        ),
    ],
    "refusal-no-page": [
        Refused(
            {
                "/my_tasks 2": "2",
                "/мои_задачи 1000000000": "1000000000",
            },
            """
            There is no page {}: the list has 1 page.
            Example: /my_tasks 1
            """,
            """
            Страницы {} нет: в списке 1 страница.
            Пример: /мои_задачи 1
            """,
        ),
    ],
    "refusal-number": [
        Refused(
            {
                "/task_details five": "five",
                "/детали_задачи 0": "0",
                "/task_details -5": "-5",
                "/task_details 5.5": "5.5",
                "/детали_задачи ٥": "٥",
                "/task_details <b>": "<b>",
            },
            """
            {} is not a task number.
            A task number is a whole number such as 5 or #5; /my_tasks shows them.
            Example: /task_details 5
            """,
            """
            {} — не номер задачи.
            Номер задачи — целое число, например 5 или № 5; номера видны в списке /my_tasks.
            Пример: /детали_задачи 5
            """,
        ),
        Refused(
            {
                "/update_status abc completed": "abc",
                "/обновить_статус 0 завершена": "0",
            },
            """
            {} is not a task number.
            A task number is a whole number such as 5 or #5; /my_tasks shows them.
            Example: /update_status 5 in_progress
            """,
            """
            {} — не номер задачи.
            Номер задачи — целое число, например 5 или № 5; номера видны в списке /my_tasks.
            Пример: /обновить_статус 5 в работе
            """,
        ),
    ],
    "refusal-number-too-large": [
        Refused(
            {
                "/task_details 9223372036854775808": "9223372036854775808",
                "/детали_задачи 99999999999999999999999999999999999999999999": "99999999999999999999999999999999999999999999",
            },
            """
            {} is too large for a task number.
            /my_tasks shows the numbers of your tasks.
            Example: /task_details 5
            """,
            """
            {} — слишком большое число для номера задачи.
            Номера ваших задач видны в списке /my_tasks.
            Пример: /детали_задачи 5
            """,
        ),
        Refused(
            {
                "/update_status 9223372036854775808 completed": "9223372036854775808",
            },
            """
            {} is too large for a task number.
            /my_tasks shows the numbers of your tasks.
            Example: /update_status 5 in_progress
            """,
            """
            {} — слишком большое число для номера задачи.
            Номера ваших задач видны в списке /my_tasks.
            Пример: /обновить_статус 5 в работе
            """,
        ),
    ],
    "refusal-numbers-extra": [
        Refused(
            {"/claim 5, 6 now": "now", "/взять 5 6 /взять 7": "/взять 7"},
            """
            Only task numbers go here: leave out {}.
            Example: /claim 5 6
            """,
            """
            Здесь нужны только номера задач: {} — лишнее.
            Пример: /взять 5 6
            """,
        ),
    ],
    "refusal-number-range": [
        Refused(
            {"/update_status 5-7 done": "5-7", "/обновить_статус №5–7 готово": "№5–7"},
            """
            I don't take ranges such as {}: write each number.
            Example: /update_status 5 6 7 in_progress
            """,
            """
            Диапазоны вроде {} не подходят: перечислите номера.
            Пример: /обновить_статус 5 6 7 в работе
            """,
        ),
    ],
    "refusal-numbers-many": [
        Refused(
            {f"/claim {' '.join(map(str, range(1, 26)))}": ""},
            """
            I can take 20 tasks at a time, and you named 25, so I have done nothing.
            Example: /claim 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
            """,
            """
            За один раз — не больше 20 задач, а здесь их 25. Ничего не выполнено.
            Пример: /взять 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
            """,
        ),
    ],
    "refusal-number-extra": [
        Refused(
            {
                "/task_details 5 6": "6",
                "/детали_задачи 5 и 6": "и 6",
            },
            """
            One task at a time, please: leave out {}.
            Example: /task_details 5
            """,
            """
            Укажите одну задачу: {} — лишнее.
            Пример: /детали_задачи 5
            """,
        ),
    ],
    "refusal-status-missing": [
        Refused(
            {"/update_status 1 2": "", "/обновить_статус 1, 2": ""},
            "What is the new status?\nExample: /update_status 1 2 in_progress",
            "Какой теперь статус?\nПример: /обновить_статус 1 2 в работе",
        ),
    ],
    "refusal-status": [
        Refused(
            {
                "/update_status 5 complete": "complete",
            },
            """
            There is no status {}. Did you mean completed?
            Statuses: pending, in_progress, completed, rejected.
            Example: /update_status 5 completed
            """,
            """
            Статуса {} нет. Может быть, завершена?
            Статусы: ожидает, в работе, завершена, отклонена.
            Пример: /обновить_статус 5 завершена
            """,
        ),
        Refused(
            {
                "/обновить_статус 5 вработе": "вработе",
            },
            """
            There is no status {}. Did you mean in_progress?
            Statuses: pending, in_progress, completed, rejected.
            Example: /update_status 5 in_progress
            """,
            """
            Статуса {} нет. Может быть, в работе?
            Статусы: ожидает, в работе, завершена, отклонена.
            Пример: /обновить_статус 5 в работе
            """,
        ),
        Refused(
            {
                "/update_status 5 xyz": "xyz",
                "/обновить_статус 5 абв где": "абв где",
            },
            """
            There is no status {}.
            Statuses: pending, in_progress, completed, rejected.
            Example: /update_status 5 in_progress
            """,
            """
            Статуса {} нет.
            Статусы: ожидает, в работе, завершена, отклонена.
            Пример: /обновить_статус 5 в работе
            """,
        ),
    ],
    "refusal-task-not-found": [
        Refused(
            {
                "/task_details 5": "5",
                "/обновить_статус 5 завершена": "5",
            },
            """
            Task #{} does not exist, or you have no access to it.
            Your tasks and their numbers: /my_tasks
            """,
            """
            Задачи № {} нет, или она вам недоступна.
            Ваши задачи и их номера: /my_tasks
            """,
        ),
    ],
    "refusal-language": [
        Refused(
            {"/language de": "de", "/язык как-нибудь": "как-нибудь", "/language en ru": "en ru"},
            """
            I don't speak {}.
            I speak English and Russian.
            Example: /language ru
            """,
            """
            На языке {} я не говорю.
            Я говорю по-русски и по-английски.
            Пример: /язык en
            """,
        ),
    ],
    "refusal-city": [
        Refused(
            {
                "/timezone Qwertyville": "Qwertyville",
                "/часовой_пояс Абракадабра": "Абракадабра",
                "/timezone ?": "?",
                "/timezone UTC+15": "UTC+15",
                "/timezone Europe/Nowhere": "Europe/Nowhere",
                f"/timezone {'a' * 200}": f"{'a' * 59}…",
            },
            """
            I don't know a city called {}.
            Write its name in English or Russian, or the name of a large city nearby with the same time.
            Example: /timezone London
            """,
            """
            Я не знаю города {}.
            Напишите его название по-русски или по-английски либо название большого города поблизости с тем же временем.
            Пример: /часовой_пояс Казань
            """,
        ),
    ],
    "refusal-notices": [
        Refused(
            {"/notices none": "none", "/уведомления иногда": "иногда"},
            """
            I can't tell which notices you mean by {}.
            You can choose all of them, or only important ones.
            Example: /notices important
            """,
            """
            Непонятно, какие уведомления вам нужны: {}.
            Можно получать все или только важные.
            Пример: /уведомления важное
            """,
        ),
    ],
    "refusal-calendar": [
        Refused(
            {"/calendar Rusia": "Rusia", "/календарь rossia": "rossia"},
            """
            I can't read {}. Did you mean /calendar RU?
            Name a country (RU, KZ, BY, US, DE, GB or none), or say which days are off, which ones you work, and which to reset.
            Example: /calendar off May 3–7
            """,
            """
            Непонятно: {}. Может быть, /календарь RU?
            Назовите страну (RU, KZ, BY, US, DE, GB или «нет») либо дни: какие выходные, какие рабочие, для каких нужен сброс.
            Пример: /календарь выходные 3–7 мая
            """,
        ),
        Refused(
            {"/calendar 3 May": "3 May", "/календарь Польша": "Польша"},
            """
            I can't read {}.
            Name a country (RU, KZ, BY, US, DE, GB or none), or say which days are off, which ones you work, and which to reset.
            Example: /calendar off May 3–7
            """,
            """
            Непонятно: {}.
            Назовите страну (RU, KZ, BY, US, DE, GB или «нет») либо дни: какие выходные, какие рабочие, для каких нужен сброс.
            Пример: /календарь выходные 3–7 мая
            """,
        ),
    ],
    "refusal-calendar-days-missing": [
        Refused(
            {"/calendar off": "", "/календарь выходной": ""},
            "Which days?\nExample: /calendar off May 3–7",
            "Какие дни?\nПример: /календарь выходные 3–7 мая",
        ),
        Refused(
            {"/calendar work": "", "/календарь рабочий день": ""},
            "Which days?\nExample: /calendar work May 3–7",
            "Какие дни?\nПример: /календарь рабочие 3–7 мая",
        ),
        Refused(
            {"/calendar reset": "", "/календарь сброс": ""},
            "Which days?\nExample: /calendar reset May 3–7",
            "Какие дни?\nПример: /календарь сброс 3–7 мая",
        ),
    ],
}

OF_ADMINS: dict[str, list[Refused]] = {
    "refusal-page": [
        Refused(
            {
                "/all_tasks last": "last",
                "/все_задачи 0": "0",
            },
            """
            {} is not a page number.
            Pages start at 1.
            Example: /all_tasks 2
            """,
            """
            {} — не номер страницы.
            Страницы нумеруются с 1.
            Пример: /все_задачи 2
            """,
        ),
    ],
    "refusal-no-page": [
        Refused(
            {
                "/all_tasks 2": "2",
                "/все_задачи 3": "3",
            },
            """
            There is no page {}: the list has 1 page.
            Example: /all_tasks 1
            """,
            """
            Страницы {} нет: в списке 1 страница.
            Пример: /все_задачи 1
            """,
        ),
    ],
    "refusal-title-missing": [
        Refused(
            {
                "/create_task priority:high": "",
                "/создать_задачу срок:2026-12-25": "",
            },
            """
            The task has no title.
            Write it after title:, in quotation marks.
            Example: /create_task title:"Prepare the report"
            """,
            """
            У задачи нет названия.
            Напишите его после название: в кавычках.
            Пример: /создать_задачу название:"Подготовить отчёт"
            """,
        ),
    ],
    "refusal-mention": [
        Refused(
            {
                "/create_task Report @__": "@__",
                "/создать_задачу Отчёт @99999999999999999999 завтра": "@99999999999999999999",
            },
            """
            {} is not a @username: a username has 4 to 32 Latin letters, digits or underscores.
            If it belongs to the title, put the title in quotation marks.
            Example: /create_task Prepare the report @username tomorrow
            """,
            """
            {} — не @username: в имени пользователя от 4 до 32 латинских букв, цифр и подчёркиваний.
            Если это часть названия, возьмите название в кавычки.
            Пример: /создать_задачу Подготовить отчёт @username завтра
            """,
        ),
    ],
    "refusal-mark": [
        Refused(
            {
                "/create_task Report !hgih": "!hgih",
                "/создать_задачу !высокяй Отчёт @boris": "!высокяй",
            },
            """
            There is no priority {}. Did you mean !high?
            Priorities: !low, !medium, !high, !urgent.
            Example: /create_task Prepare the report @username !high
            """,
            """
            Приоритета {} нет. Может быть, !высокий?
            Приоритеты: !низкий, !средний, !высокий, !срочный.
            Пример: /создать_задачу Подготовить отчёт @username !высокий
            """,
        ),
        Refused(
            {
                "/create_task Report !zebra": "!zebra",
            },
            """
            There is no priority {}.
            Priorities: !low, !medium, !high, !urgent.
            Example: /create_task Prepare the report @username !high
            """,
            """
            Приоритета {} нет.
            Приоритеты: !низкий, !средний, !высокий, !срочный.
            Пример: /создать_задачу Подготовить отчёт @username !высокий
            """,
        ),
    ],
    "refusal-mark-repeated": [
        Refused(
            {
                "/create_task !high Report !low": "!high",
                "/создать_задачу Отчёт !срочно !низкий": "!срочно",
            },
            """
            A task has only one priority, and {} is the second.
            Keep one of them.
            Example: /create_task Prepare the report @username !high
            """,
            """
            У задачи только один приоритет, а {} — уже второй.
            Оставьте один из них.
            Пример: /создать_задачу Подготовить отчёт @username !высокий
            """,
        ),
    ],
    "refusal-title-unnamed": [
        Refused(
            {
                "/create_task Prepare the report priority:high": "",
            },
            """
            I can't tell what this text is: there is no field name, such as title:, before it.
            If it is the title, send this:
            /create_task title:"Prepare the report"
            """,
            """
            Непонятно, к чему относится этот текст: перед ним нет названия поля, например название:
            Если это название задачи, отправьте так:
            /создать_задачу название:"Prepare the report"
            """,
        ),
        Refused(
            {
                "/создать_задачу Подготовить отчёт приоритет:высокий": "",
            },
            """
            I can't tell what this text is: there is no field name, such as title:, before it.
            If it is the title, send this:
            /create_task title:"Подготовить отчёт"
            """,
            """
            Непонятно, к чему относится этот текст: перед ним нет названия поля, например название:
            Если это название задачи, отправьте так:
            /создать_задачу название:"Подготовить отчёт"
            """,
        ),
        Refused(
            {
                '/create_task "Read \\"Dune\\"" priority:high': "",
            },
            r"""
            I can't tell what this text is: there is no field name, such as title:, before it.
            If it is the title, send this:
            /create_task title:"Read \"Dune\""
            """,
            r"""
            Непонятно, к чему относится этот текст: перед ним нет названия поля, например название:
            Если это название задачи, отправьте так:
            /создать_задачу название:"Read \"Dune\""
            """,
        ),
        Refused(
            {
                "/создать_задачу «Прочитать „Идиота“» срок:завтра": "",
            },
            """
            I can't tell what this text is: there is no field name, such as title:, before it.
            If it is the title, send this:
            /create_task title:"Прочитать „Идиота“"
            """,
            """
            Непонятно, к чему относится этот текст: перед ним нет названия поля, например название:
            Если это название задачи, отправьте так:
            /создать_задачу название:"Прочитать „Идиота“"
            """,
        ),
    ],
    "refusal-unquoted": [
        Refused(
            {
                "/create_task title:Prepare the report priority:high": "",
            },
            """
            The title has several words, so it needs quotation marks.
            Write it like this: title:"Prepare the report"
            Example: /create_task title:"Prepare the report"
            """,
            """
            Название из нескольких слов нужно взять в кавычки.
            Напишите эту часть так: название:"Prepare the report"
            Пример: /создать_задачу название:"Подготовить отчёт"
            """,
        ),
        Refused(
            {
                "/создать_задачу название:Отчёт описание:Продажи по регионам": "",
            },
            """
            The description has several words, so it needs quotation marks.
            Write it like this: description:"Продажи по регионам"
            Example: /create_task title:"Prepare the report" description:"Sales by region"
            """,
            """
            Описание из нескольких слов нужно взять в кавычки.
            Напишите эту часть так: описание:"Продажи по регионам"
            Пример: /создать_задачу название:"Подготовить отчёт" описание:"Продажи по регионам"
            """,
        ),
    ],
    "refusal-value-empty": [
        Refused(
            {
                "/create_task title:": "",
                '/создать_задачу название:""': "",
                '/create_task title:"   "': "",
                '/create_task title:"\u200b\u2060"': "",
            },
            """
            There is nothing after title:
            A task needs a title: write it in quotation marks.
            Example: /create_task title:"Prepare the report"
            """,
            """
            После название: ничего нет.
            У задачи должно быть название: напишите его в кавычках.
            Пример: /создать_задачу название:"Подготовить отчёт"
            """,
        ),
        Refused(
            {
                "/create_task title:A priority:": "",
            },
            """
            There is nothing after priority:
            Write a value, or leave priority: out.
            Example: /create_task title:"Prepare the report" priority:high
            """,
            """
            После приоритет: ничего нет.
            Укажите значение или уберите приоритет:
            Пример: /создать_задачу название:"Подготовить отчёт" приоритет:высокий
            """,
        ),
        Refused(
            {
                "/создать_задачу название:А срок: исполнитель:@boris": "",
            },
            """
            There is nothing after due_date:
            Write a value, or leave due_date: out.
            Example: /create_task title:"Prepare the report" due_date:2030-12-25
            """,
            """
            После срок: ничего нет.
            Укажите значение или уберите срок:
            Пример: /создать_задачу название:"Подготовить отчёт" срок:2030-12-25
            """,
        ),
        Refused(
            {
                "/create_task title:A description:": "",
            },
            """
            There is nothing after description:
            Write a value, or leave description: out.
            Example: /create_task title:"Prepare the report" description:"Sales by region"
            """,
            """
            После описание: ничего нет.
            Укажите значение или уберите описание:
            Пример: /создать_задачу название:"Подготовить отчёт" описание:"Продажи по регионам"
            """,
        ),
        Refused(
            {
                '/create_task title:A assigned_to:""': "",
            },
            """
            There is nothing after assigned_to:
            Write a value, or leave assigned_to: out.
            Example: /create_task title:"Prepare the report" assigned_to:@username
            """,
            """
            После исполнитель: ничего нет.
            Укажите значение или уберите исполнитель:
            Пример: /создать_задачу название:"Подготовить отчёт" исполнитель:@username
            """,
        ),
    ],
    "refusal-colon-missing": [
        Refused(
            {
                '/create_task title "Report"': "",
            },
            """
            A colon is missing after title.
            Each field is written as field:value.
            Example: /create_task title:"Prepare the report"
            """,
            """
            После название нет двоеточия.
            Каждое поле пишется так: поле:значение
            Пример: /создать_задачу название:"Подготовить отчёт"
            """,
        ),
    ],
    "refusal-key-unknown": [
        Refused(
            {
                "/create_task titel:Report": "titel",
            },
            """
            There is no field {}. Did you mean title:?
            Fields: title, description, priority, due_date, assigned_to, repeat, labels.
            Example: /create_task title:"Prepare the report" priority:high
            """,
            """
            Поля {} нет. Может быть, название:?
            Поля: название, описание, приоритет, срок, исполнитель, повтор, метки.
            Пример: /создать_задачу название:"Подготовить отчёт" приоритет:высокий
            """,
        ),
        Refused(
            {
                "/создать_задачу название:А приоретет:высокий": "приоретет",
            },
            """
            There is no field {}. Did you mean priority:?
            Fields: title, description, priority, due_date, assigned_to, repeat, labels.
            Example: /create_task title:"Prepare the report" priority:high
            """,
            """
            Поля {} нет. Может быть, приоритет:?
            Поля: название, описание, приоритет, срок, исполнитель, повтор, метки.
            Пример: /создать_задачу название:"Подготовить отчёт" приоритет:высокий
            """,
        ),
        Refused(
            {
                "/create_task title:A deadline:2026-12-25": "deadline",
                "/создать_задачу заголовок:Отчёт приоритет:высокий": "заголовок",
            },
            """
            There is no field {}.
            Fields: title, description, priority, due_date, assigned_to, repeat, labels.
            Example: /create_task title:"Prepare the report" priority:high
            """,
            """
            Поля {} нет.
            Поля: название, описание, приоритет, срок, исполнитель, повтор, метки.
            Пример: /создать_задачу название:"Подготовить отчёт" приоритет:высокий
            """,
        ),
    ],
    "refusal-key-repeated": [
        Refused(
            {
                "/create_task title:A title:B": "",
                "/создать_задачу название:А title:Б": "",
            },
            """
            title: appears twice.
            Give each field only once.
            Example: /create_task title:"Prepare the report"
            """,
            """
            Поле название: указано дважды.
            Каждое поле можно указать один раз.
            Пример: /создать_задачу название:"Подготовить отчёт"
            """,
        ),
        Refused(
            {
                "/create_task title:A срок:2026-12-25 due_date:2026-12-26": "",
            },
            """
            due_date: appears twice.
            Give each field only once.
            Example: /create_task title:"Prepare the report" due_date:2030-12-25
            """,
            """
            Поле срок: указано дважды.
            Каждое поле можно указать один раз.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:2030-12-25
            """,
        ),
    ],
    "refusal-left-over": [
        Refused(
            {
                '/create_task title:"A" and more': "and more",
                '/создать_задачу название:"А" ещё слова приоритет:низкий': "ещё слова",
                '/create_task title:"A" "B"': '"B"',
            },
            """
            I don't understand this part: {}
            After the command, write everything as field:value, with quotation marks around text of several words.
            Example: /create_task title:"Prepare the report" priority:high
            """,
            """
            Непонятно, к чему относится эта часть: {}
            После команды всё пишется как поле:значение, а текст из нескольких слов берётся в кавычки.
            Пример: /создать_задачу название:"Подготовить отчёт" приоритет:высокий
            """,
        ),
    ],
    "refusal-quote-unclosed": [
        Refused(
            {
                '/create_task title:"Report priority:high': '"Report priority:high',
                "/создать_задачу название:«Отчёт": "«Отчёт",
            },
            r"""
            A quotation mark is not closed: {}
            Add one at the end of the text. Inside the text, type a quotation mark as \".
            Example: /create_task title:"Read \"Dune\"" priority:low
            """,
            r"""
            Кавычка не закрыта: {}
            Поставьте кавычку и в конце текста. Кавычка внутри текста пишется как \".
            Пример: /создать_задачу название:"Прочитать \"Идиота\"" приоритет:низкий
            """,
        ),
    ],
    "refusal-quote-stray": [
        Refused(
            {
                '/create_task title:Read"Dune': 'Read"Dune',
                '/создать_задачу название:Отчёт"важный': 'Отчёт"важный',
                '/create_task title:"A" b"c': 'b"c',
            },
            r"""
            A quotation mark is out of place: {}
            Put the whole text in quotation marks. Inside the text, type a quotation mark as \".
            Example: /create_task title:"Read \"Dune\"" priority:low
            """,
            r"""
            Кавычка не на месте: {}
            В кавычки берётся весь текст целиком. Кавычка внутри него пишется как \".
            Пример: /создать_задачу название:"Прочитать \"Идиота\"" приоритет:низкий
            """,
        ),
    ],
    "refusal-priority": [
        Refused(
            {
                "/create_task title:A priority:hgih": "hgih",
            },
            """
            There is no priority {}. Did you mean high?
            Priorities: low, medium, high, urgent.
            Example: /create_task title:"Prepare the report" priority:high
            """,
            """
            Приоритета {} нет. Может быть, высокий?
            Приоритеты: низкий, средний, высокий, срочный.
            Пример: /создать_задачу название:"Подготовить отчёт" приоритет:высокий
            """,
        ),
        Refused(
            {
                "/создать_задачу название:А приоритет:срочна": "срочна",
            },
            """
            There is no priority {}. Did you mean urgent?
            Priorities: low, medium, high, urgent.
            Example: /create_task title:"Prepare the report" priority:urgent
            """,
            """
            Приоритета {} нет. Может быть, срочный?
            Приоритеты: низкий, средний, высокий, срочный.
            Пример: /создать_задачу название:"Подготовить отчёт" приоритет:срочный
            """,
        ),
        Refused(
            {
                "/create_task title:A priority:1": "1",
                "/create_task title:A priority:top most": "top most",
            },
            """
            There is no priority {}.
            Priorities: low, medium, high, urgent.
            Example: /create_task title:"Prepare the report" priority:high
            """,
            """
            Приоритета {} нет.
            Приоритеты: низкий, средний, высокий, срочный.
            Пример: /создать_задачу название:"Подготовить отчёт" приоритет:высокий
            """,
        ),
    ],
    "refusal-date": [
        Refused(
            {
                "/create_task title:A due_date:soon": "soon",
                "/создать_задачу название:А срок:через день": "через день",
                "/create_task title:A due_date:25.12.26": "25.12.26",
                "/create_task title:A due_date:12/25/2026": "12/25/2026",
            },
            """
            I can't read {} as a date.
            Write it like one of these: 25.12, 2030-12-25, Dec 25, tomorrow, Friday 15:00, next Monday, +2w, in 3 days, in 2 hours.
            Example: /create_task title:"Prepare the report" due_date:2030-12-25
            """,
            """
            Непонятно, какой это день: {}.
            Напишите, например, так: 25.12, 2030-12-25, 25 декабря, завтра, в пятницу 15:00, +2н, через 3 дня, через 2 часа.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:2030-12-25
            """,
        ),
    ],
    "refusal-repeat": [
        Refused(
            {
                '/create_task title:A repeat:"every second monday"': "every second monday",
                "/создать_задачу название:А повтор:иногда": "иногда",
            },
            """
            I don't understand how often {} is.
            Write it like one of these: every monday 10:00, 3 days after completion.
            Example: /create_task title:"Prepare the report" repeat:"every monday 10:00"
            """,
            """
            Не понимаю, как часто это: {}.
            Напишите, например, так: по понедельникам в 10:00, через 3 дня после выполнения.
            Пример: /создать_задачу название:"Подготовить отчёт" повтор:"по понедельникам в 10:00"
            """,
        ),
    ],
    "refusal-series": [
        Refused(
            {"/repeating soon": "soon", "/повторяющиеся стоп": "стоп", "/repeating 0": "0"},
            """
            {} is not the number of a recurring task.
            Their numbers: /repeating
            Example: /repeating 3 stop
            """,
            """
            {} — не номер повторяющейся задачи.
            Номера: /repeating
            Пример: /повторяющиеся 3 стоп
            """,
        ),
    ],
    "refusal-no-series": [
        Refused(
            {"/repeating 7": "7", "/повторяющиеся 7 стоп": "7"},
            "There is no recurring task {}.\nAll of them: /repeating",
            "Повторяющейся задачи {} нет.\nВсе повторяющиеся: /repeating",
        ),
    ],
    "refusal-time-unclear": [
        Refused(
            {"/create_task title:A due_date:at 5": "at 5", "/создать_задачу название:А срок:в 5": "в 5"},
            """
            {} can mean two times. Write 05:00 or 17:00.
            Example: /create_task title:"Prepare the report" due_date:"17:00"
            """,
            """
            {} можно понять двояко. Напишите 05:00 или 17:00.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:"17:00"
            """,
        ),
    ],
    "refusal-time-impossible": [
        Refused(
            {
                "/create_task title:A due_date:25:00": "25:00",
                "/создать_задачу название:А срок:25:00": "25:00",
            },
            """
            There is no such time as {}. Write it like 09:00 or 18:00.
            Example: /create_task title:"Prepare the report" due_date:"18:00"
            """,
            """
            Такого времени нет: {}. Напишите, например, 09:00 или 18:00.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:"18:00"
            """,
        ),
    ],
    "refusal-date-impossible": [
        Refused(
            {
                "/create_task Report @boris 31.02.2027": "31.02.2027",
                "/создать_задачу Отчёт 30 февраля 2027": "30 февраля 2027",
            },
            """
            There is no such day as {}.
            The last day of that month is 2027-02-28.
            Example: /create_task Prepare the report @username 2027-02-28
            """,
            """
            Такого дня нет: {}.
            Последний день этого месяца — 2027-02-28.
            Пример: /создать_задачу Подготовить отчёт @username 2027-02-28
            """,
        ),
        Refused(
            {
                "/create_task title:A due_date:2026-02-30": "2026-02-30",
            },
            """
            There is no such day as {}.
            The last day of that month is 2026-02-28.
            Example: /create_task title:"Prepare the report" due_date:2026-02-28
            """,
            """
            Такого дня нет: {}.
            Последний день этого месяца — 2026-02-28.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:2026-02-28
            """,
        ),
        Refused(
            {
                "/создать_задачу название:А срок:31.11.2026": "31.11.2026",
            },
            """
            There is no such day as {}.
            The last day of that month is 2026-11-30.
            Example: /create_task title:"Prepare the report" due_date:2026-11-30
            """,
            """
            Такого дня нет: {}.
            Последний день этого месяца — 2026-11-30.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:2026-11-30
            """,
        ),
        Refused(
            {
                "/create_task title:A due_date:2026-13-01": "2026-13-01",
            },
            """
            There is no such day as {}.
            Months go from 1 to 12; the order is year-month-day or day.month.year.
            Example: /create_task title:"Prepare the report" due_date:2030-12-25
            """,
            """
            Такого дня нет: {}.
            Месяцы — от 1 до 12; порядок: год-месяц-день или день.месяц.год.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:2030-12-25
            """,
        ),
        Refused(
            {
                "/create_task title:A due_date:2026-12-00": "2026-12-00",
            },
            """
            There is no such day as {}.
            The last day of that month is 2026-12-31.
            Example: /create_task title:"Prepare the report" due_date:2026-12-31
            """,
            """
            Такого дня нет: {}.
            Последний день этого месяца — 2026-12-31.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:2026-12-31
            """,
        ),
    ],
    "refusal-date-year": [
        Refused(
            {
                "/create_task title:A due_date:0001-01-01": "0001-01-01",
                "/создать_задачу название:А срок:9999-12-31": "9999-12-31",
            },
            """
            The year in {} is out of range.
            It must be between 1970 and 9998.
            Example: /create_task title:"Prepare the report" due_date:2030-12-25
            """,
            """
            Год в дате {} не подходит.
            Подходят годы от 1970 до 9998.
            Пример: /создать_задачу название:"Подготовить отчёт" срок:2030-12-25
            """,
        ),
    ],
    "refusal-person": [
        Refused(
            {
                "/create_task title:A assigned_to:@__": "@__",
                "/создать_задачу название:А исполнитель:👤": "👤",
                "/create_task title:A assigned_to:9223372036854775808": "9223372036854775808",
                "/create_task title:A assigned_to:0": "0",
                "/create_task title:A assigned_to:@boris,@anna": "@boris,@anna",
            },
            """
            I can't tell who {} is.
            Write a name, a @username or a Telegram ID, which is a whole number.
            Example: /create_task title:"Prepare the report" assigned_to:@username
            """,
            """
            Непонятно, кто это: {}.
            Укажите имя, @username или Telegram ID (это целое число).
            Пример: /создать_задачу название:"Подготовить отчёт" исполнитель:@username
            """,
        ),
    ],
    "refusal-acceptance": [
        Refused(
            {"/acceptance maybe": "maybe", "/приёмка иногда": "иногда"},
            """
            {} is neither on nor off.
            Write on to require acceptance for new tasks, or off to do without it.
            Example: /acceptance on
            """,
            """
            {} — не «вкл» и не «выкл».
            Напишите «вкл», чтобы новым задачам требовалась приёмка, или «выкл», чтобы не требовалась.
            Пример: /приёмка вкл
            """,
        ),
    ],
}

OF_ADMINS |= {
    "refusal-whom": [
        Refused(
            {"/set_role": "", "/назначить_роль админ": ""},
            "Who do you mean?\nExample: /set_role @username admin",
            "О ком речь?\nПример: /назначить_роль @username администратор",
        ),
        Refused(
            {"/block": "", "/заблокировать ": ""},
            "Who do you mean?\nExample: /block @username",
            "О ком речь?\nПример: /заблокировать @username",
        ),
    ],
    "refusal-role-missing": [
        Refused(
            {"/set_role @boris": "@boris", "/назначить_роль @boris": "@boris", "/set_role 1002": "1002"},
            "Which role should Борис Иванов (@boris) have?\nExample: /set_role {} admin",
            "Борис Иванов (@boris): какую роль назначить?\nПример: /назначить_роль {} администратор",
        ),
    ],
    "refusal-heir-missing": [
        Refused(
            {"/hand_over @boris": "@boris", "/передать_задачи от @boris": "@boris"},
            "Who takes over the tasks of Борис Иванов (@boris)?\nExample: /hand_over {} @successor",
            "Борис Иванов (@boris): кому передать задачи?\nПример: /передать_задачи {} @successor",
        ),
    ],
    "refusal-who": [
        Refused(
            {"/users @!": "@!", "/сотрудники -1": "-1", "/users @a @b": "@a @b"},
            """
            I can't tell who {} is.
            Write a name, a @username or a Telegram ID; /users shows everyone.
            Example: /users @username
            """,
            """
            Непонятно, кто это: {}.
            Укажите имя, @username или Telegram ID; все участники — в /users.
            Пример: /сотрудники @username
            """,
        ),
        Refused(
            {"/set_role 0 admin": "", "/назначить_роль #5 админ": ""},
            "I can't tell who...Example: /set_role @username admin",
            "Непонятно, кто это:...Пример: /назначить_роль @username администратор",
        ),
        Refused(
            {"/hand_over @boris 0": "0", "/передать_задачи -1 @boris": "-1"},
            "I can't tell who {} is...Example: /hand_over @username @successor",
            "Непонятно, кто это: {}...Пример: /передать_задачи @username @successor",
        ),
    ],
    "refusal-one-person": [
        Refused(
            {"/block @boris now": "now", "/заблокировать @boris @anna": "@anna"},
            """
            One person at a time, please: leave out {}.
            A name, a username or a Telegram ID is enough.
            Example: /block @username
            """,
            """
            Укажите одного человека: {} — лишнее.
            Достаточно имени, @username или Telegram ID.
            Пример: /заблокировать @username
            """,
        ),
    ],
    "refusal-role": [
        Refused(
            {"/set_role @boris boss": "boss", "/назначить_роль @boris начальник": "начальник"},
            """
            There is no role {}.
            Roles: admin, employee.
            Example: /set_role @boris admin
            """,
            """
            Роли {} нет.
            Роли: администратор, сотрудник.
            Пример: /назначить_роль @boris администратор
            """,
        ),
        Refused(
            {"/set_role @boris employe": "employe", "/назначить_роль @boris сотрудик": "сотрудик"},
            """
            There is no role {}. Did you mean employee?
            Roles: admin, employee.
            Example: /set_role @boris employee
            """,
            """
            Роли {} нет. Может быть, сотрудник?
            Роли: администратор, сотрудник.
            Пример: /назначить_роль @boris сотрудник
            """,
        ),
        Refused(
            {"/set_role админестратор @boris": "админестратор"},
            """
            There is no role {}. Did you mean admin?
            Roles: admin, employee.
            Example: /set_role @boris admin
            """,
            """
            Роли {} нет. Может быть, администратор?
            Роли: администратор, сотрудник.
            Пример: /назначить_роль @boris администратор
            """,
        ),
    ],
    "refusal-two-people": [
        Refused(
            {"/hand_over @boris @anna @carol": "", "/передать_задачи от @boris к @anna @dave": ""},
            """
            Name two people: who has the tasks now, and who gets them.
            Write their names, @usernames or Telegram IDs in this order, with “to” between full names; /users shows everyone.
            Example: /hand_over @username @successor
            """,
            """
            Нужно указать двоих: чьи задачи передать и кому.
            Напишите их имена, @username или Telegram ID в этом порядке; между полными именами поставьте запятую. Все участники — в /users.
            Пример: /передать_задачи @username @successor
            """,
        ),
    ],
    "refusal-invite": [
        Refused(
            {"/invite boss": "boss", "/пригласить начальник 7": "начальник", "/invite -1": "-1"},
            """
            {} is neither a role nor a number of days.
            Roles: admin, employee. Without a role the link is for an employee, without a number it works for 7 days.
            Example: /invite employee 7
            """,
            """
            {} — не роль и не число дней.
            Роли: администратор, сотрудник. Без роли ссылка — для сотрудника, без числа действует 7 дней.
            Пример: /пригласить сотрудник 7
            """,
        ),
        Refused(
            {"/invite admn 7": "admn", "/пригласить админестратор": "админестратор"},
            """
            {} is neither a role nor a number of days. Did you mean admin?
            Roles: admin, employee. Without a role the link is for an employee, without a number it works for 7 days.
            Example: /invite admin 7
            """,
            """
            {} — не роль и не число дней. Может быть, администратор?
            Роли: администратор, сотрудник. Без роли ссылка — для сотрудника, без числа действует 7 дней.
            Пример: /пригласить администратор 7
            """,
        ),
    ],
    "refusal-invite-days": [
        Refused(
            {"/invite 0": "", "/пригласить админ 91": "", "/invite 99999999999999999999999999999999": ""},
            "A link can be valid for 1 to 90 days.\nExample: /invite employee 7",
            "Ссылка может действовать от 1 до 90 дней.\nПример: /пригласить сотрудник 7",
        ),
    ],
    "refusal-invite-number": [
        Refused(
            {"/revoke_invite all": "all", "/отозвать_приглашение 0": "0", "/revoke_invite 1 2": "1 2"},
            """
            {} is not the number of an invitation.
            The open ones and their numbers: /invites
            Example: /revoke_invite 3
            """,
            """
            {} — не номер приглашения.
            Действующие приглашения и их номера: /invites
            Пример: /отозвать_приглашение 3
            """,
        ),
    ],
    "refusal-nobody": [
        Refused(
            {"/users @nobody": "@nobody", "/block 77": "77", "/передать_задачи @nobody @boris": "@nobody"},
            "I don't know {}.\nEveryone who has sent me /start: /users",
            "Не знаю, кто это: {}.\nВсе, кто отправил мне /start: /users",
        ),
    ],
    "refusal-same-person": [
        Refused(
            {"/hand_over @boris 1002": "", "/передать_задачи от @boris к @boris": ""},
            """
            Борис Иванов (@boris) already has these tasks.
            Choose somebody else; everyone is in /users.
            Example: /hand_over 1002 @successor
            """,
            """
            Эти задачи и так у этого человека: Борис Иванов (@boris).
            Выберите кого-то другого; все участники — в /users.
            Пример: /передать_задачи 1002 @successor
            """,
        ),
    ],
    "refusal-admin-by-settings": [
        Refused(
            {"/set_role @anna employee": "", "/назначить_роль сотрудник 1001": ""},
            """
            Анна Петрова (@anna) is listed in ADMIN_IDS, in the bot's settings, and so is always an admin.
            The person who runs the bot can change that. Everyone: /users
            """,
            """
            Анна Петрова (@anna): этот человек указан в ADMIN_IDS, в настройках бота, и поэтому всегда администратор.
            Изменить это может тот, кто запускает бота. Все участники: /users
            """,
        ),
    ],
    "refusal-calendar-days": [
        Refused(
            {"/calendar off tomorow": "tomorow", "/календарь выходные 3-7": "3-7"},
            """
            I can't read {} as days.
            Write a day, several with commas, or the first and the last day of a range: 25.12, Dec 25, 3–7 May, 2030-12-30 – 2031-01-08.
            Example: /calendar off May 3–7
            """,
            """
            Непонятно, какие это дни: {}.
            Напишите день, несколько через запятую или первый и последний: 25.12, 25 декабря, 3–7 мая, 30.12.2030 – 08.01.2031.
            Пример: /календарь выходные 3–7 мая
            """,
        ),
    ],
    "refusal-calendar-range": [
        Refused(
            {
                "/calendar off 7-3 may": "7-3 may",
                "/календарь сброс 2027-01-01 - 2028-01-02": "2027-01-01 - 2028-01-02",
            },
            """
            {} is no range of days: the first day comes first, and there are at most 366 days.
            Example: /calendar off May 3–7
            """,
            """
            {} не подходит: сначала пишут первый день, потом последний, а всего дней не больше 366.
            Пример: /календарь выходные 3–7 мая
            """,
        ),
    ],
    "refusal-escalation": [
        Refused(
            {"/escalation maybe": "maybe", "/эскалация вкл завтра": "вкл завтра"},
            """
            {} is neither on nor off.
            Write on to report overdue tasks to their creators and to admins, or off to do without it.
            Example: /escalation off
            """,
            """
            {} — не «вкл» и не «выкл».
            Напишите «вкл», чтобы о просрочке узнавали авторы задач и администраторы, или «выкл», чтобы не узнавали.
            Пример: /эскалация выкл
            """,
        ),
    ],
}
