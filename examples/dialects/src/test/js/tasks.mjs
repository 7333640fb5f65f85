// Seed 004 has no client class: this is the least that speaks its protocol.
import { base, check, http, Inbox, run, tokens } from './checks.mjs';

class TasksClient {
  handlers = new Map();
  rooms = new Set();
  closed = false;

  constructor(token, wait = 1000) {
    this.token = token;
    this.wait = wait;
  }

  connect() {
    this.ws = new WebSocket(`${base}/tasks/connect?token=${this.token}`);
    this.ws.onopen = () => this.rooms.forEach((room) => this.send({ type: 'subscribe', room }));
    this.ws.onmessage = (event) => {
      const message = JSON.parse(event.data);
      (this.handlers.get(message.type) ?? []).forEach((handler) => handler(message));
    };
    this.ws.onclose = () => this.closed || setTimeout(() => this.connect(), this.wait);
  }

  on(type, handler) {
    this.handlers.set(type, [...(this.handlers.get(type) ?? []), handler]);
  }

  off(type) {
    this.handlers.delete(type);
  }

  send(message) {
    if (this.ws?.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify(message));
  }

  subscribe(room) {
    this.rooms.add(room);
    this.send({ type: 'subscribe', room });
  }

  presence(action, room) {
    this.send({ type: 'presence', action, room });
  }

  disconnect() {
    this.closed = true;
    this.ws.close();
  }
}

run(async () => {
  const room = 'project:project_abc';
  const types = ['connected', 'subscribed', 'presence:update', 'task:created', 'task:moved', 'task:deleted'];
  const people = [tokens.ann, tokens.ben].map((token) => {
    const client = new TasksClient(token, 50);
    const inbox = Object.fromEntries(types.map((type) => [type, new Inbox()]));
    types.forEach((type) => client.on(type, (message) => inbox[type].put(message)));
    client.connect();
    return { client, inbox };
  });
  const [ann, ben] = people;
  const connection = (await ann.inbox.connected.take('connected')).connectionId;
  await ben.inbox.connected.take('connected');
  for (const one of people) {
    one.client.subscribe(room);
    check((await one.inbox.subscribed.take('subscribed')).room === room, 'a room is confirmed');
    await one.inbox['presence:update'].take('presence:update');
  }
  ann.client.presence('join', room);
  let seen = await ben.inbox['presence:update'].take('presence:update');
  // The picture of before may come twice.
  while (seen.users.length === 0) seen = await ben.inbox['presence:update'].take('presence:update');
  check(seen.users.map((user) => user.id).join() === 'user_ann', 'who is there is a whole list');

  const tasks = '/tasks/api/projects/project_abc/tasks';
  const mine = { 'x-connection-id': connection };
  const task = await http('POST', tasks, tokens.ann, { title: 'one' }, mine);
  check((await ben.inbox['task:created'].take('task:created')).data.task.id === task.id, 'a task is created for the others');
  await http('POST', `${tasks}/${task.id}/move`, tokens.ann, { status: 'done', order: 2 }, mine);
  const moved = await ben.inbox['task:moved'].take('task:moved');
  check(moved.data.fromStatus === 'todo' && moved.data.toStatus === 'done' && moved.data.order === 2, 'and moved');

  ben.client.ws.close();
  await ben.inbox.connected.take('connected');
  await ben.inbox.subscribed.take('subscribed');
  await http('DELETE', `${tasks}/${task.id}`, tokens.ann, undefined, mine);
  check((await ben.inbox['task:deleted'].take('task:deleted')).data.taskId === task.id, 'after a reconnect it goes on');
  check(ann.inbox['task:created'].items.length === 0 && ann.inbox['task:deleted'].items.length === 0, 'who did it is not told');
  people.forEach((one) => one.client.disconnect());
});
