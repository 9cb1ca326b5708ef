### Доска группы

command-board = повесить доску в группе

board-heading = 📌 <b>Задачи</b> · открытых: { $count }
board-heading-project = 📌 <b>#{ $project }</b> · открытых: { $count }
board-line = { $icon }{ $priority } <b>{ $id }</b> { $title }{ $notes }
board-empty = Открытых задач нет.
board-more = …и ещё { $count }
board-closed = 📌 Эта доска больше не обновляется.

board-here = 📌 Доска здесь уже есть, она обновляется сама.
board-show = 👀 Показать
board-again = 📌 Повесить заново
board-coming = Доска сейчас появится.
board-there = Доска уже висит.
board-put-up = 📌 Доска снова висит.
board-unbound = Привязки здесь больше нет, поэтому и доски нет.
board-lost = 📌 Доски в группе «{ $group }» больше нет: её кто-то удалил или мне нельзя там писать. Повесить её заново?
board-in-group = Эта команда — для группы: добавьте меня туда, привяжите задачи командой <code>/bind@{ $bot }</code> и наберите там <code>/board@{ $bot }</code>.
