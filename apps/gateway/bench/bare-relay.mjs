/*
 * Baseline: Socket.IO with nothing around it. A page names a question; the model's answer is read over HTTP and each
 * piece is emitted as it comes. No sign-in, no queue, no log, no encryption, no redaction. Arguments: the model's address.
 */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Server } from 'socket.io';

const [modelUrl] = process.argv.slice(2);
const http = createServer();
const io = new Server(http, { transports: ['websocket'], serveClient: false });

async function relay(socket, question) {
  const answer = await fetch(`${modelUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'scripted', stream: true, messages: [{ role: 'user', content: question }] }),
  });
  for await (const line of createInterface({ input: Readable.fromWeb(answer.body) })) {
    if (!line.startsWith('data: {')) continue;
    const text = JSON.parse(line.slice(6)).choices[0].delta.content;
    if (text !== undefined) socket.emit('piece', text);
  }
  socket.emit('end');
}

io.on('connection', (socket) => {
  socket.on('ask', (question) => void relay(socket, question).catch(() => socket.disconnect(true)));
});
http.listen(0, '127.0.0.1', () => process.send({ ready: true, port: http.address().port }));
