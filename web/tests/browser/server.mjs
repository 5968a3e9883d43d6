// The rehearsal server: the shipped server with a clock that is moved by hand.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Starts one with a record of its own, at an instant. `binary` is its program. */
export async function startServer(binary, now) {
  const child = spawn(binary, ["--now", now], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RUST_LOG: process.env.RUST_LOG ?? "error" },
  });
  const ready = await firstLine(child);
  return new Server(child, ready.address, ready.password);
}

function firstLine(child) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line)));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the rehearsal server ended with ${code}`)));
  });
}

class Server {
  constructor(child, address, password) {
    this.child = child;
    this.address = address;
    this.password = password;
  }

  /** Moves the clock to an instant, and does what falls due by then. */
  async at(instant) {
    await this.post("/rehearsal/clock", { now: instant });
    await this.post("/rehearsal/tick", {});
  }

  /** Replaces the force's configuration by this text. */
  async force(toml) {
    const answer = await fetch(`${this.address}/rehearsal/force`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: toml,
    });
    if (!answer.ok) throw new Error(`the force was refused: ${await answer.text()}`);
  }

  /** Puts suggestions of the same person where the server reads them. */
  async suggests(suggestions) {
    await this.post("/rehearsal/suggestions", suggestions);
  }

  /** Recognises people of whom something is recorded from here on. */
  async recognises() {
    await this.post("/rehearsal/recognise", {});
  }

  async post(path, body) {
    const answer = await fetch(this.address + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return answer;
  }

  /** A program's way in: signs in to the API and gives a function that asks it. */
  async api(account) {
    const answer = await this.post("/api/v1/sign-in", { account, password: this.password });
    const { token } = await answer.json();
    return async (method, path, body, key) => {
      const response = await fetch(this.address + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          ...(key ? { "idempotency-key": key } : {}),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    };
  }

  async stop() {
    const over = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await over;
  }
}

/** An instant from what a clock in London shows, with its letters: `bst("2026-10-23 02:14")`. */
export const bst = (text) => instant(text, "+01:00");
export const gmt = (text) => instant(text, "+00:00");

function instant(text, offset) {
  return new Date(`${text.replace(" ", "T")}:00${offset}`).toISOString();
}
