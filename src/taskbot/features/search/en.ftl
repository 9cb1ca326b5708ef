### Search

command-search = search tasks
example-search = /search report

search-ask =
    🔎 What are you looking for? Write a few words, or a task number.
    I search titles, descriptions and comments.

    Changed your mind? /cancel
search-number = To search for “{ $number }” in texts: <code>/search "{ $number }"</code>
