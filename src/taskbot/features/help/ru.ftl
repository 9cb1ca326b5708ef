### Help, the bot's description, and answers to messages that are not commands

help =
    { $role ->
        [admin] <b>Команды администратора</b>
       *[employee] <b>Ваши команды</b>
    }

    { $commands }

    Нажмите на пример, чтобы его скопировать. Команды можно писать и по-английски, и по-русски.
help-command = /{ $name } или /{ $alias } — { $description }
help-command-example =
    /{ $name } или /{ $alias } — { $description }
    <code>{ $example }</code>
command-help = все команды
command-cancel = отменить начатое

bot-name = Taskbot · задачи команды
bot-description =
    Я веду задачи команды: кто что делает, к какому сроку и как идёт работа.

    Создавайте задачи одной строкой, назначайте исполнителей, следите за работой по карточке, которая обновляется сама, обсуждайте и принимайте результат. Всё в этом чате, по-русски или по-английски.

    Нажмите «Начать», чтобы присоединиться к команде.
bot-short-description = Задачи команды в Telegram: создать, назначить, обсудить, принять. По-русски и по-английски.

cancelled = Отменено: ничего не изменено.
cancel-nothing = Отменять нечего. Все команды: /help

picked-late =
    Непонятно, к какой задаче относится этот выбор, поэтому ничего не изменено.
    Выберите ещё раз: <code>/назначить 5</code>
unknown-text =
    Такой команды я не знаю. Ваши задачи: /my_tasks. Все команды: /help
unknown-content =
    С этим я ничего сделать не могу. Чтобы добавить к задаче фото или файл, отправьте его в ответ на моё сообщение о ней. Все команды: /help
forwarded-command =
    Пересланные команды я не выполняю. Наберите команду сами. Все команды: /help
other-bot =
    Это команда для другого бота, @{ $bot }, поэтому я ничего не делаю. Мои команды: /help
admins-only =
    Команда /{ $command } доступна только администраторам. Ваши команды: /help
only-in-private =
    Я работаю в личных сообщениях: t.me/{ $bot }.

refusal-unknown-command =
    Команды <code>/{ $typed }</code> нет.{ $nearest ->
        [none] {""}
       *[some] {" "}Может быть, /{ $nearest } (<code>{ input-nearest-command }</code>)?
    }
    Все команды: /help
input-nearest-command = { $spelled }
