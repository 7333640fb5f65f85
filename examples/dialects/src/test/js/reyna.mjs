// The client class of seed 003 in plain JavaScript, its protocol unchanged: one subscribe frame for each event with a handler, an
// unsubscribe when the last handler is gone, a queue that is sent when the socket opens, five tries with growing waits (the first
// wait can be set). It never subscribes again by itself.
import { base, check, Inbox, run, tokens } from './checks.mjs';

class ReYNaWebSocket {
  ws = null;
  reconnectAttempts = 0;
  maxReconnectAttempts = 5;
  eventHandlers = new Map();
  messageQueue = [];

  constructor(token, reconnectDelay = 1000) {
    this.token = token;
    this.reconnectDelay = reconnectDelay;
  }

  connect() {
    return new Promise((resolve, reject) => {
      this.ws = new WebSocket(`${base}/reyna/api/v1/ws?token=${this.token}`);
      this.ws.onopen = () => {
        this.reconnectAttempts = 0;
        this.flushMessageQueue();
        resolve();
      };
      this.ws.onmessage = (event) => this.handleMessage(JSON.parse(event.data));
      this.ws.onerror = reject;
      this.ws.onclose = () => this.attemptReconnect();
    });
  }

  handleMessage(message) {
    const { type, data } = message;
    this.eventHandlers.get(type)?.forEach((handler) => handler(data));
    this.eventHandlers.get('*')?.forEach((handler) => handler(message));
  }

  on(event, handler) {
    if (!this.eventHandlers.has(event)) this.eventHandlers.set(event, new Set());
    this.eventHandlers.get(event).add(handler);
    this.send({ type: 'subscribe', events: [event] });
  }

  off(event, handler) {
    const handlers = this.eventHandlers.get(event);
    if (!handlers) return;
    handlers.delete(handler);
    if (handlers.size === 0) {
      this.eventHandlers.delete(event);
      this.send({ type: 'unsubscribe', events: [event] });
    }
  }

  send(message) {
    if (this.ws && this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify(message));
    else this.messageQueue.push(message);
  }

  flushMessageQueue() {
    while (this.messageQueue.length > 0) this.send(this.messageQueue.shift());
  }

  attemptReconnect() {
    if (this.reconnectAttempts >= this.maxReconnectAttempts) return;
    this.reconnectAttempts++;
    const delay = this.reconnectDelay * 2 ** (this.reconnectAttempts - 1);
    setTimeout(() => this.connect().catch(() => {}), delay);
  }

  disconnect() {
    // For the test alone: in the seed this too leads to a reconnect.
    this.reconnectAttempts = this.maxReconnectAttempts;
    this.ws?.close();
    this.ws = null;
  }
}

run(async () => {
  const ann = new ReYNaWebSocket(tokens.ann, 50);
  const inbox = Object.fromEntries(
    ['connected', 'blob.created', 'blob.derived', 'book.updated', 'error', 'result'].map((type) => [type, new Inbox()]));
  const take = (type) => inbox[type].take(type);
  // Before there is a socket: the class keeps these and sends them when it opens, before the server has judged the token.
  const created = (data) => inbox['blob.created'].put(data);
  ann.on('blob.created', created);
  ann.on('blob.derived', (data) => inbox['blob.derived'].put(data));
  ann.on('error', (data) => inbox.error.put(data));
  ann.on('connected', (data) => inbox.connected.put(data));
  ann.on('result', (data) => inbox.result.put(data));
  await ann.connect();
  check((await take('connected')).status === 'ready', 'the class is told that it is ready');

  const create = { type: 'create_blob', data: { content: 'text', schema_id: 'text-input-v1', metadata: { book_id: 'my-novel' } } };
  ann.send(create);
  const blob = await take('blob.created');
  check(blob.preview === 'text' && (await take('result')).blob_id === blob.blob_id, 'every one of its handlers is served');
  ann.send({ type: 'process_blob', data: { blob_id: blob.blob_id, processor_id: 'text-expansion' } });
  check((await take('blob.derived')).parent_id === blob.blob_id, 'not only the last one');
  await take('result');

  const everything = new Inbox();
  ann.off('blob.created', created);
  // At once: what is created behind a subscribe is heard by it.
  ann.on('*', (message) => everything.put(message));
  ann.send(create);
  let message = await everything.take('blob.created');
  while (message.type !== 'blob.created') message = await everything.take('blob.created');
  check(message.data.preview === 'text', 'a handler for everything hears everything');
  check(inbox['blob.created'].items.length === 0, 'a handler that was taken off is not called');
  check(inbox.error.items.length === 0, 'nothing of this was an error');

  // After a reconnect the class asks for nothing; a page can, whenever it is connected.
  ann.on('connected', () => ann.send({ type: 'subscribe', events: [...ann.eventHandlers.keys()] }));
  ann.ws.close();
  await take('connected');
  ann.send(create);
  message = await everything.take('blob.created after a reconnect');
  while (message.type !== 'blob.created') message = await everything.take('blob.created after a reconnect');
  check(message.data.preview === 'text', 'and after a reconnect it goes on');
  ann.disconnect();
});
