// The least that can stand between a page and a shell: one socket, one exec, no names, no rights. `node bench/bare-relay.mjs CONTAINER SHELL` prints its port.
import http from "node:http";
import Docker from "dockerode";
import { WebSocketServer } from "ws";

const [container, shell] = process.argv.slice(2);
const server = http.createServer();
new WebSocketServer({ server, perMessageDeflate: false }).on("connection", async (socket) => {
  const streams = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Tty: true };
  const exec = await new Docker().getContainer(container).exec({ Cmd: [shell], Env: ["TERM=xterm-256color"], ...streams });
  const terminal = await exec.start({ hijack: true, stdin: true, Tty: true });
  terminal.on("data", (bytes) => socket.send(bytes));
  socket.on("message", (bytes) => terminal.write(bytes));
  socket.on("close", () => {
    terminal.write("exit\r");
    terminal.once("end", () => process.exit(0));
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
