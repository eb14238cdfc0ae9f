// Listens to a subject through a WebSocket: node listen.js ws://127.0.0.1:8080 SUBJECT [COUNT]
// In a page the same works without the first line: there a WebSocket is at hand.
globalThis.WebSocket ??= require("ws");
const { wsconnect } = require("@nats-io/nats-core");

async function main(servers, subject, count) {
  const nats = await wsconnect({ servers });
  const messages = nats.subscribe(subject, { max: count ? Number(count) : undefined });
  const clock = await nats.request("clock");
  console.log(`listening at ${clock.string()}`);
  for await (const message of messages) {
    console.log(`${message.subject}: ${message.string()}`);
  }
  await nats.drain();
}

main(...process.argv.slice(2)).catch((e) => {
  console.error(e.message);
  process.exitCode = 1;
});
