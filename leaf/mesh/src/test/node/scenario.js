"use strict";
// What a client does with a server, in Node and in a browser alike. Every step throws where the server does not do its part.

const PATIENCE_MILLIS = 15000;

/**
 * core: the module @nats-io/nats-core; connect: its connect function of the transport; servers: what to give to it;
 * restart: has the server restarted, and comes back when it listens again; payloadMax: as the server is configured.
 * Returns the names of the steps.
 */
async function play({ core, connect, servers, restart, payloadMax }) {
  const done = [];
  const step = async (name, body) => {
    await within(body(), name);
    done.push(name);
  };
  const options = { servers, reconnectTimeWait: 100, maxReconnectAttempts: -1, timeout: PATIENCE_MILLIS };
  const open = [];
  const opened = async (more) => {
    const connection = await connect({ ...options, ...more });
    open.push(connection);
    return connection;
  };

  const one = await within(opened(), "the first connection");
  const two = await within(opened(), "the second connection");
  try {
    await step("connect", async () => {
      equal(one.info.max_payload, payloadMax, "max_payload");
      equal(one.info.headers, true, "headers");
      if (!(await one.rtt() >= 0)) throw new Error("no round trip");
    });

    await step("publish and subscribe", async () => {
      const star = collect(two.subscribe("a.*.c", { max: 2 }), 2);
      const tail = collect(two.subscribe("a.>", { max: 3 }), 3);
      await two.flush();
      one.publish("a.b.c", "1");
      one.publish("a.b.d", "ä");
      one.publish("a.x.c", "3");
      equal((await star).map((m) => m.string()).join(), "1,3", "a.*.c");
      equal((await tail).map((m) => m.string()).join(), "1,ä,3", "a.>");
    });

    await step("queue groups", async () => {
      const count = 200;
      const shares = [0, 0];
      const all = deferred();
      [one, two].forEach((connection, i) =>
        connection.subscribe("work", { queue: "g", callback: () => {
          shares[i]++;
          if (shares[0] + shares[1] === count) all.resolve();
        } }));
      await Promise.all([one.flush(), two.flush()]);
      for (let i = 0; i < count; i++) one.publish("work");
      await all.promise;
      await Promise.all([one.flush(), two.flush()]);
      equal(shares[0] + shares[1], count, "deliveries to the group");
      if (shares[0] === 0 || shares[1] === 0) throw new Error("shares " + shares);
    });

    await step("request and reply with headers", async () => {
      two.subscribe("svc", { callback: (_, m) => {
        const headers = core.headers();
        headers.set("Echo", m.headers.get("Ask"));
        m.respond("re " + m.string(), { headers });
      } });
      await two.flush();
      for (let i = 0; i < 50; i++) {
        const headers = core.headers();
        headers.set("Ask", "n" + i);
        const reply = await one.request("svc", "q" + i, { timeout: PATIENCE_MILLIS, headers });
        equal(reply.string() + " " + reply.headers.get("Echo"), "re q" + i + " n" + i, "reply");
      }
    });

    await step("no responders", async () => {
      try {
        await one.request("nobody", "", { timeout: PATIENCE_MILLIS });
      } catch (e) {
        const cause = e.cause ?? e;
        if (e instanceof core.NoRespondersError || cause instanceof core.NoRespondersError) return;
        throw e;
      }
      throw new Error("somebody answered");
    });

    await step("the largest payload", async () => {
      const body = new Uint8Array(payloadMax);
      for (let i = 0; i < body.length; i++) body[i] = (i * 7919) >> 3;
      const got = collect(two.subscribe("big", { max: 1 }), 1);
      await two.flush();
      one.publish("big", body);
      const [m] = await got;
      equal(m.data.length, body.length, "length");
      for (let i = 0; i < body.length; i++) {
        if (m.data[i] !== body[i]) throw new Error("byte " + i + " is another one");
      }
    });

    await step("drain", async () => {
      const third = await opened();
      let got = 0;
      third.subscribe("d", { callback: () => got++ });
      await third.flush();
      for (let i = 0; i < 3000; i++) one.publish("d", "x");
      await one.flush();
      await third.drain();
      equal(got, 3000, "messages before the drain ended");
      equal(third.isClosed(), true, "closed");
    });

    await step("reconnect", async () => {
      const got = deferred();
      two.subscribe("after", { callback: (_, m) => got.resolve(m.string()) });
      await two.flush();
      const back = [one, two].map(reconnected);
      await restart();
      await Promise.all(back);
      await two.flush();
      one.publish("after", "back");
      equal(await got.promise, "back", "the message after the restart");
    });

    await step("close", async () => {
      await Promise.all([one.close(), two.close()]);
    });
    return done;
  } catch (e) {
    throw new Error("after [" + done.join(", ") + "]: " + (e.stack ?? e));
  } finally {
    await Promise.all(open.filter((c) => !c.isClosed()).map((c) => c.close()));
  }
}

async function reconnected(connection) {
  for await (const status of connection.status()) {
    if (status.type === "reconnect") return;
  }
  throw new Error("the connection has ended");
}

async function collect(subscription, count) {
  const messages = [];
  for await (const message of subscription) {
    messages.push(message);
    if (messages.length === count) break;
  }
  return messages;
}

function deferred() {
  const made = {};
  made.promise = new Promise((resolve) => made.resolve = resolve);
  return made;
}

async function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(what + ": takes too long")), PATIENCE_MILLIS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function equal(actual, expected, what) {
  if (actual !== expected) throw new Error(what + ": expected " + expected + ", got " + actual);
}

module.exports = { play };
