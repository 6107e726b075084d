// node-redis, as a program uses it, in both versions of the protocol: node node-redis.mjs PORT
import assert from "node:assert/strict";
import { createClient } from "redis";

const [port] = process.argv.slice(2);

async function use(client) {
  await client.set("greeting", "hello");
  assert.equal(await client.get("greeting"), "hello");
  assert.equal(await client.set("greeting", "other", { condition: "NX" }), null);
  assert.equal(await client.set("brief", "1", { expiration: { type: "EX", value: 100 } }), "OK");
  assert.ok((await client.ttl("brief")) > 50);
  await client.mSet({ a: "1", b: "2" });
  assert.deepEqual(await client.mGet(["a", "b", "none"]), ["1", "2", null]);
  assert.equal(await client.incrBy("a", 41), 42);
  const binary = Buffer.from([0, 13, 10, 255]);
  await client.set("binary", binary);
  for (let i = 0; i < 250; i++) await client.set(`page:${i}`, "x");
  const found = new Set();
  for await (const keys of client.scanIterator({ MATCH: "page:*", COUNT: 70 })) keys.forEach((each) => found.add(each));
  assert.equal(found.size, 250);
  assert.deepEqual(await client.multi().set("t", "1").incr("t").get("t").exec(), ["OK", 2, "2"]);
  await client.watch("t");
  await client.sendCommand(["SET", "t", "9"]);
  await assert.rejects(client.multi().incr("t").exec(), /changed|watch/i);
  // sent at once, and answered in their order
  const sums = await Promise.all(Array.from({ length: 500 }, () => client.incr("sum")));
  assert.deepEqual(sums, Array.from({ length: 500 }, (_, i) => i + 1));
  await client.vAdd("face", [1, 0], "alice");
  await client.vAdd("face", [0.8, 0.6], "bob");
  assert.deepEqual(await client.vSim("face", [1, 0]), ["alice", "bob"]);
  assert.equal((await client.vSimWithScores("face", [1, 0])).bob.toFixed(2), "0.90");
  assert.deepEqual(await client.vEmb("face", "alice"), [1, 0]);
  assert.equal(await client.vCard("face"), 2);
  await assert.rejects(client.lPush("list", "x"), /unknown command/);
  assert.equal(await client.get("greeting"), "hello");
  await client.del([...found, "greeting", "brief", "a", "b", "binary", "t", "sum"]);
  await client.vRem("face", "alice");
  await client.vRem("face", "bob");
  assert.equal(await client.dbSize(), 0);
}

for (const RESP of [2, 3]) {
  const open = createClient({ RESP, socket: { port: Number(port) } });
  open.on("error", (error) => console.error(error));
  await open.connect();
  await use(open);
  await open.close();
}
