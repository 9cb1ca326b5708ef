### Search

command-search = поиск задач
example-search = /найти отчёт

search-ask =
    🔎 Что найти? Напишите несколько слов или номер задачи.
    Я ищу в названиях, описаниях и комментариях.

    Передумали? /cancel
search-number = Искать «{ $number }» в текстах задач: <code>/найти "{ $number }"</code>
