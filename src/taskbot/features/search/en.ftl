### Search

search-ask =
    🔎 What are you looking for? Write a few words, or a task number.
    I search titles, descriptions and comments.

    Changed your mind? /cancel
search-number = To look for “{ $number }” in texts: <code>/search "{ $number }"</code>
command-search = find tasks by words
example-search = /search report
