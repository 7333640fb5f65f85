// The client class of seed 001 in plain JavaScript. Its protocol is unchanged: a token in the query, a ping by `type`, rooms by
// `action`, a reconnect after a fixed time whatever the code. Only the socket's events are those of a browser, and the wait can be set.
import { base, check, http, Inbox, run, tokens } from './checks.mjs';

class LinearWebSocketClient {
  ws = null;
  reconnectTimeout = null;
  pingInterval = null;

  /** For the test alone: whatever comes, known to the class or not. */
  onAny = () => {};

  constructor(token, rooms, onMessage, wait = 5000) {
    this.token = token;
    this.rooms = rooms;
    this.onMessage = onMessage;
    this.wait = wait;
  }

  connect() {
    this.ws = new WebSocket(`${base}/linear/ws?token=${this.token}`);
    this.ws.addEventListener('open', () => this.subscribe(this.rooms));
    this.ws.addEventListener('message', (event) => this.handleMessage(JSON.parse(event.data)));
    this.ws.addEventListener('close', () => this.reconnect());
    this.ws.addEventListener('error', () => {});
    clearInterval(this.pingInterval);
    this.pingInterval = setInterval(() => this.ping(), 25000);
  }

  ping() {
    if (this.ws?.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify({ type: 'ping' }));
  }

  subscribe(rooms) {
    this.ws?.send(JSON.stringify({ action: 'subscribe', rooms }));
  }

  unsubscribe(rooms) {
    this.ws?.send(JSON.stringify({ action: 'unsubscribe', rooms }));
  }

  handleMessage(message) {
    this.onAny(message);
    switch (message.type) {
      case 'connection.ack':
      case 'issue.created':
      case 'issue.updated':
      case 'comment.created':
      case 'error':
        this.onMessage(message);
        break;
      default:
        // Unknown to the class: logged and forgotten.
        break;
    }
  }

  reconnect() {
    this.reconnectTimeout = setTimeout(() => this.connect(), this.wait);
  }

  disconnect() {
    clearTimeout(this.reconnectTimeout);
    clearInterval(this.pingInterval);
    this.ws?.close();
  }
}

run(async () => {
  const inbox = new Inbox();
  const subscribed = new Inbox();
  const client = new LinearWebSocketClient(tokens.ann, ['workspace:ws_123', 'issue:issue_789'], (m) => inbox.put(m), 50);
  client.onAny = (m) => m.type === 'room.subscribed' && subscribed.put(m.payload.room);
  const rooms = async () => [await subscribed.take('room'), await subscribed.take('room')].sort().join();
  client.connect();
  const ack = await inbox.take('connection.ack');
  check(ack.type === 'connection.ack' && ack.payload.message === 'Connected to WebSocket server', 'the first frame is the ack');

  client.ping();
  check((await inbox.take('pong')).payload.message === 'pong', 'a ping is answered by an ack that says pong');

  // A pong says nothing about rooms; what is published before they are confirmed may pass them by.
  check((await rooms()) === 'issue:issue_789,workspace:ws_123', 'every room is confirmed');
  await http('POST', '/linear/api/v1/issues/issue_789/comments', tokens.ben, { body: 'hello' });
  const comment = await inbox.take('comment.created');
  check(comment.payload.body === 'hello' && comment.userId === 'user_ben', 'a comment arrives with its author');
  const twin = await inbox.take('comment.created in the other room');
  check(twin.payload.deliveryId === comment.payload.deliveryId, 'and in the other room once more, under the same deliveryId');
  const issue = await http('POST', '/linear/api/v1/teams/team_456/issues', tokens.ben, { title: 'Fix login bug' });
  const created = await inbox.take('issue.created');
  check(created.payload.id === issue.id && created.payload.title === 'Fix login bug', 'an issue arrives in the workspace room');

  client.ws.close();
  check((await inbox.take('ack after reconnect')).payload.message.startsWith('Connected'), 'the class comes back by itself');
  check((await rooms()) === 'issue:issue_789,workspace:ws_123', 'and asks for its rooms again');
  await http('POST', '/linear/api/v1/issues/issue_789/comments', tokens.ben, { body: 'again' });
  const next = await inbox.take('comment after reconnect');
  check(next.payload.body === 'again', 'its rooms are live again');
  await inbox.take('its twin');

  client.subscribe(['workspace:ws_999']);
  const refusal = await inbox.take('refusal');
  check(refusal.type === 'error' && refusal.payload.code === 'FORBIDDEN', 'a foreign workspace is an error that the class shows');
  client.disconnect();
});
