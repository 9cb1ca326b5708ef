### Search

search-ask =
    🔎 Что найти? Напишите несколько слов или номер задачи.
    Я ищу в названиях, описаниях и комментариях.

    Передумали? /cancel
search-number = Искать «{ $number }» в тексте задач: <code>/найти "{ $number }"</code>
command-search = поиск задач
example-search = /найти отчёт
