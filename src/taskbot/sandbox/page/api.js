// The sandbox's control API. Every call either gives its answer or throws an ApiError.

export class ApiError extends Error {
  /** `reason` is the sandbox's own sentence, or null when it could not be reached at all. */
  constructor(reason) {
    super(reason ?? "unreachable");
    this.reason = reason;
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, { cache: "no-store", ...options });
  } catch {
    throw new ApiError(null);
  }
  if (!response.ok) throw new ApiError(await response.text());
  return response.json();
}

function post(path, body = {}) {
  return call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

export const people = () => call("people");
export const clock = () => call("clock");
export const moveClock = (seconds) => post("clock", { seconds });
export const groups = () => call("groups");
export const createGroup = (group) => post("groups", group);
export const changeBot = (id, what) => post(`chats/${id}/bot`, { do: what });
export const pin = (id, messageId, pinned) => post(`chats/${id}/pins`, { message_id: messageId, pinned });
/** `id` is a person's, 1001, or a group's as that person has it, 1001/-42. */
export const chat = (id) => call(`chats/${id}`);
export const block = (id) => post(`chats/${id}/block`);
export const unblock = (id) => post(`chats/${id}/unblock`);
export const press = (id, messageId, data) => post(`chats/${id}/presses`, { message_id: messageId, data });
export const react = (id, messageId, emoji) => post(`chats/${id}/reactions`, { message_id: messageId, emoji });

export const shareUsers = (id, requestId, ids) => post(`chats/${id}/users`, { request_id: requestId, user_ids: ids });
export const shareLocation = (id, latitude, longitude) => post(`chats/${id}/locations`, { latitude, longitude });
export const forward = (id, messageId) => post(`chats/${id}/forwards`, { message_id: messageId });
export const forwardText = (id, authorId, text) => post(`chats/${id}/forwards`, { author_id: authorId, text });

export const askInline = (id, text) => post(`chats/${id}/inline`, { text });
export const choose = (id, queryId, resultId, topic) => post(`chats/${id}/inline/${queryId}`, { result_id: resultId, topic });

export const edit = (id, messageId, text) => post(`chats/${id}/edits`, { message_id: messageId, text });

export function say(id, { text, replyTo, topic }) {
  return post(`chats/${id}/messages`, { text, topic, reply_to_message_id: replyTo ?? undefined });
}

export function sendFile(id, { file, kind, text, replyTo, topic }) {
  const form = new FormData();
  if (text) form.set("caption", text);
  if (replyTo) form.set("reply_to_message_id", String(replyTo));
  if (topic) form.set("topic", String(topic));
  form.set("kind", kind);
  form.set("file", file, file.name);
  return call(`chats/${id}/messages`, { method: "POST", body: form });
}

export const fileUrl = (fileId) => `/sandbox/files/${encodeURIComponent(fileId)}`;

const RETRY_MS = 1000;
const HIDDEN_MS = 10_000;

/**
 * Events of every person over one connection: a browser opens six to one server at most, over all its windows. A stream
 * for each person would use them up with the second window; a window that nobody looks at gives its own back.
 * `onOpen` comes with each new connection: what came meanwhile was missed.
 */
export function listen({ onOpen, onEvent, onLost }) {
  let source = null;
  let timer = null;
  const open = () => {
    source = new EventSource("/sandbox/events");
    source.onopen = onOpen;
    source.onmessage = (message) => onEvent(JSON.parse(message.data));
    source.onerror = () => {
      onLost();
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(reopen, RETRY_MS);
    };
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const reopen = () => {
    close();
    open();
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(close, HIDDEN_MS);
    else if (source?.readyState !== EventSource.OPEN) reopen();
  });
  open();
}
