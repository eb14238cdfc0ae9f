"use strict";
// node client.js TRANSPORT SERVER CONTROL: plays the scenario and says how it went. CONTROL is the test's HTTP address.

const { play } = require("./scenario.js");
const core = require("@nats-io/nats-core");

async function main([transport, servers, control, payloadMax]) {
  let connect;
  if (transport === "websocket") {
    globalThis.WebSocket ??= require("ws");
    connect = core.wsconnect;
  } else {
    connect = require("@nats-io/transport-node").connect;
  }
  const restart = async () => {
    const answer = await fetch(control + "/restart", { method: "POST" });
    if (!answer.ok) throw new Error("restart: " + answer.status);
  };
  const done = await play({ core, connect, servers, restart, payloadMax: Number(payloadMax) });
  console.log("done: " + done.join(", "));
}

main(process.argv.slice(2)).then(() => process.exit(0), (e) => {
  console.error(e);
  process.exit(1);
});
