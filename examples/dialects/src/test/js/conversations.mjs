// The client class of seed 002 in plain JavaScript, its protocol unchanged: a promise that is kept when the socket opens, handlers
// by type, a ping every 30 s, five tries with growing waits (the first wait can be set). It never subscribes again by itself.
import { base, check, http, Inbox, run, tokens } from './checks.mjs';

class WebSocketClient {
  ws = null;
  reconnectAttempts = 0;
  maxReconnectAttempts = 5;
  heartbeatInterval = null;
  eventHandlers = new Map();

  constructor(url, token, reconnectDelay = 1000) {
    this.url = url;
    this.token = token;
    this.reconnectDelay = reconnectDelay;
  }

  connect() {
    return new Promise((resolve, reject) => {
      this.ws = new WebSocket(`${this.url}?token=${this.token}`);
      this.ws.onopen = () => {
        this.reconnectAttempts = 0;
        this.startHeartbeat();
        resolve();
      };
      this.ws.onmessage = (event) => this.handleMessage(JSON.parse(event.data));
      this.ws.onclose = (event) => {
        this.stopHeartbeat();
        if (event.code !== 1000 && this.reconnectAttempts < this.maxReconnectAttempts) this.scheduleReconnect();
      };
      this.ws.onerror = reject;
    });
  }

  disconnect() {
    this.ws?.close(1000, 'Client disconnect');
    this.ws = null;
    this.stopHeartbeat();
  }

  send(type, data) {
    if (this.ws && this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify({ type, data }));
  }

  subscribe(channel) {
    this.send('subscribe', { channel });
  }

  unsubscribe(channel) {
    this.send('unsubscribe', { channel });
  }

  on(eventType, handler) {
    if (!this.eventHandlers.has(eventType)) this.eventHandlers.set(eventType, []);
    this.eventHandlers.get(eventType).push(handler);
  }

  off(eventType, handler) {
    const handlers = this.eventHandlers.get(eventType);
    const index = handlers ? handlers.indexOf(handler) : -1;
    if (index > -1) handlers.splice(index, 1);
  }

  handleMessage(message) {
    (this.eventHandlers.get(message.type) ?? []).forEach((handler) => handler(message.data));
  }

  scheduleReconnect() {
    this.reconnectAttempts++;
    const delay = this.reconnectDelay * 2 ** (this.reconnectAttempts - 1);
    setTimeout(() => this.connect().catch(() => {}), delay);
  }

  startHeartbeat() {
    this.heartbeatInterval = setInterval(() => this.send('ping', { timestamp: Date.now() }), 30000);
  }

  stopHeartbeat() {
    clearInterval(this.heartbeatInterval);
    this.heartbeatInterval = null;
  }
}

function open(token) {
  const client = new WebSocketClient(`${base}/conversations/ws`, token);
  const types = ['connection_established', 'subscription_confirmed', 'new_message', 'typing_indicator', 'user_presence',
    'message_sent', 'pong', 'error'];
  const inbox = Object.fromEntries(types.map((type) => [type, new Inbox()]));
  types.forEach((type) => client.on(type, (data) => inbox[type].put(data)));
  return { client, inbox, take: (type) => inbox[type].take(type) };
}

run(async () => {
  const room = 'conversation:conv_1';
  const ann = open(tokens.ann);
  const ben = open(tokens.ben);
  // A page can do this with the class as it is: it asks for its rooms whenever it is told that it is connected.
  for (const one of [ann, ben]) one.client.on('connection_established', () => one.client.subscribe(room));
  await ann.client.connect();
  check((await ann.take('connection_established')).sessionId.length > 0, 'the connection has a session of its own');
  await ann.take('subscription_confirmed');
  // What she hears without asking is in force when a call behind it is answered.
  ann.client.send('send_message', { conversationId: 'conv_1', content: 'anybody here?' });
  await ann.take('message_sent');
  await ann.take('new_message');
  await ben.client.connect();
  check((await ann.take('user_presence')).status === 'online', 'a contact comes online');
  await ben.take('subscription_confirmed');

  ben.client.send('ping', { timestamp: Date.now() });
  check((await ben.take('pong')).timestamp.endsWith('Z'), 'a ping is answered');
  ben.client.send('typing_start', { conversationId: 'conv_1' });
  let typing = await ann.take('typing_indicator');
  // Whoever is behind gets the newest only: then the end has replaced the beginning.
  if (typing.isTyping) typing = await ann.take('typing_indicator');
  check(typing.isTyping === false, 'typing is shown to the others and ends by itself');
  ben.client.send('send_message', { conversationId: 'conv_1', content: 'hello', id: 'm1' });
  const sent = await ben.take('message_sent');
  check((await ann.take('new_message')).id === sent.messageId, 'a message is sent, and arrives');
  check((await ben.take('new_message')).content === 'hello', 'also with its author');
  ben.client.send('send_message', { conversationId: 'conv_1', content: 'hello', id: 'm1' });
  check((await ben.take('message_sent')).messageId === sent.messageId, 'sent again under its id it is the same message');

  const handler = () => check(false, 'a handler that was taken off is not called');
  ann.client.on('new_message', handler);
  ann.client.off('new_message', handler);

  // Not 1000: the class comes back, with the first of its tries.
  let tries = 0;
  const connect = ben.client.connect.bind(ben.client);
  ben.client.connect = () => (tries++, connect());
  ben.client.ws.close(4000, 'lost');
  await ben.take('connection_established');
  await ben.take('connection_established');
  check(tries === 1, 'the class is back with its first try, which comes after a second');
  await ben.take('subscription_confirmed');
  await http('POST', '/conversations/api/conversations/conv_1/messages', tokens.ann, { content: 'welcome back' });
  check((await ben.take('new_message')).content === 'welcome back', 'and hears its room');
  check((await ann.take('new_message')).content === 'welcome back', 'once: the repeated message was not told twice');
  check(ann.inbox.error.items.length === 0 && ben.inbox.error.items.length === 0, 'nobody was told of an error');
  ann.client.disconnect();
  ben.client.disconnect();
});
