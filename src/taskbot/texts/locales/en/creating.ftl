### Creating a task: the draft, its buttons, the calendar

day-today = Today
day-tomorrow = Tomorrow
day-in-a-week = In a week
day-none = 🚫 No deadline
