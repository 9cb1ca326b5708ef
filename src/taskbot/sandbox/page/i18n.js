// What the page itself says, in the language of the person who is picked.

const STRINGS = {
  en: {
    title: "Taskbot sandbox",
    team: "Sample team",
    teamHint: "Pick who you are. Nothing leaves this machine.",
    pickSomebody: "Pick somebody on the left to chat as that person",
    people: "People of the sample team",
    chatWith: "Chat with {name}",
    messages: "Messages",
    noUsername: "no username",
    noMessages: "No messages yet",
    language_en: "English",
    language_ru: "Russian",
    bot: "bot",
    typing: "typing",
    connecting: "connecting…",
    back: "Back to the people",
    chatMenu: "More about this chat",
    youAre: "You are {name}",
    whatCanItDo: "What can this bot do?",
    start: "Start",
    restart: "Restart bot",
    block: "Block bot",
    unblock: "Unblock bot",
    blockedNote: "You have blocked this bot",
    botBlocked: "Bot blocked",
    botUnblocked: "Bot unblocked",
    placeholder: "Message",
    send: "Send",
    attach: "Attach files",
    menu: "Menu",
    commands: "Commands of the bot",
    keyboardShow: "Show the bot's keyboard",
    keyboardHide: "Hide the bot's keyboard",
    reply: "Reply",
    replyTo: "Reply to {name}",
    cancelReply: "Cancel the reply",
    copy: "Copy text",
    copied: "Copied",
    copyCode: "Copy the code",
    react: "React with {emoji}",
    reactions: "Reactions",
    messageMenu: "Actions of the message",
    edited: "edited",
    sending: "sending",
    sent: "sent",
    read: "read by the bot",
    failed: "Not sent. Press to try again",
    photo: "Photo",
    openPhoto: "Open the photo",
    download: "Download",
    close: "Close",
    file: "File",
    deleted: "Deleted message",
    unknown: "This page cannot show such a message",
    showQuote: "Show the whole quote",
    hideQuote: "Fold the quote",
    spoiler: "Hidden text, press to show",
    opensLink: "opens {url}",
    toBottom: "To the newest message",
    unreadBar: "Unread messages",
    unread: { one: "{count} unread message", other: "{count} unread messages" },
    draft: "Draft",
    you: "You",
    ok: "OK",
    cancel: "Cancel",
    dropHere: "Drop files here to send them",
    sendFiles: { one: "Send a file", other: "Send {count} files" },
    asPhoto: "As a photo",
    asFile: "As a file",
    caption: "Caption",
    remove: "Remove {name}",
    tooLarge: "“{name}” is larger than 50 MB: a bot cannot take it",
    unreachable: "The sandbox does not answer. Is it still running?",
    refused: "Not accepted: {reason}",
    bytes: ["B", "KB", "MB", "GB"],
    justNow: "now",
  },
  ru: {
    title: "Песочница Taskbot",
    team: "Команда для примера",
    teamHint: "Выберите, кто вы. Ничто не покидает этот компьютер.",
    pickSomebody: "Выберите слева, от чьего имени переписываться",
    people: "Люди из команды для примера",
    chatWith: "Чат с {name}",
    messages: "Сообщения",
    noUsername: "без имени пользователя",
    noMessages: "Сообщений пока нет",
    language_en: "английский",
    language_ru: "русский",
    bot: "бот",
    typing: "печатает",
    connecting: "соединение…",
    back: "Назад к списку людей",
    chatMenu: "Действия с чатом",
    youAre: "Вы — {name}",
    whatCanItDo: "Что умеет этот бот?",
    start: "Начать",
    restart: "Перезапустить бота",
    block: "Заблокировать бота",
    unblock: "Разблокировать бота",
    blockedNote: "Вы заблокировали этого бота",
    botBlocked: "Бот заблокирован",
    botUnblocked: "Бот разблокирован",
    placeholder: "Сообщение",
    send: "Отправить",
    attach: "Прикрепить файлы",
    menu: "Меню",
    commands: "Команды бота",
    keyboardShow: "Показать клавиатуру бота",
    keyboardHide: "Скрыть клавиатуру бота",
    reply: "Ответить",
    replyTo: "В ответ {name}",
    cancelReply: "Отменить ответ",
    copy: "Копировать текст",
    copied: "Скопировано",
    copyCode: "Копировать код",
    react: "Реакция {emoji}",
    reactions: "Реакции",
    messageMenu: "Действия с сообщением",
    edited: "изменено",
    sending: "отправляется",
    sent: "отправлено",
    read: "прочитано ботом",
    failed: "Не отправлено. Нажмите, чтобы повторить",
    photo: "Фотография",
    openPhoto: "Открыть фотографию",
    download: "Скачать",
    close: "Закрыть",
    file: "Файл",
    deleted: "Удалённое сообщение",
    unknown: "Эта страница не показывает такие сообщения",
    showQuote: "Показать цитату целиком",
    hideQuote: "Свернуть цитату",
    spoiler: "Скрытый текст, нажмите, чтобы показать",
    opensLink: "откроет {url}",
    toBottom: "К последнему сообщению",
    unreadBar: "Непрочитанные сообщения",
    unread: {
      one: "{count} непрочитанное сообщение",
      few: "{count} непрочитанных сообщения",
      many: "{count} непрочитанных сообщений",
      other: "{count} непрочитанных сообщений",
    },
    draft: "Черновик",
    you: "Вы",
    ok: "ОК",
    cancel: "Отмена",
    dropHere: "Отпустите файлы здесь, чтобы отправить",
    sendFiles: {
      one: "Отправить файл",
      few: "Отправить {count} файла",
      many: "Отправить {count} файлов",
      other: "Отправить {count} файла",
    },
    asPhoto: "Как фото",
    asFile: "Как файл",
    caption: "Подпись",
    remove: "Убрать «{name}»",
    tooLarge: "«{name}» больше 50 МБ: бот такой файл не примет",
    unreachable: "Песочница не отвечает. Она ещё запущена?",
    refused: "Не принято: {reason}",
    bytes: ["Б", "КБ", "МБ", "ГБ"],
    justNow: "сейчас",
  },
};

// en-GB writes times in 24 hours, as the pictures and the bot do.
const LOCALES = { en: "en-GB", ru: "ru-RU" };

let language = "en";

/** English or Russian, from an IETF tag; whoever speaks another language reads English. */
export function languageOf(tag) {
  return (tag || "").toLowerCase().split("-")[0] === "ru" ? "ru" : "en";
}

export function speak(tag) {
  language = languageOf(tag);
  document.documentElement.lang = language;
}

export function locale() {
  return LOCALES[language];
}

/** The string of a key; a string with plural forms takes the form for `variables.count`. */
export function t(key, variables = {}) {
  const found = STRINGS[language][key];
  const text = typeof found === "object" && !Array.isArray(found) ? plural(found, variables.count) : found;
  if (typeof text !== "string") return text;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(variables[name] ?? ""));
}

function plural(forms, count) {
  return forms[new Intl.PluralRules(locale()).select(count)] ?? forms.other;
}
