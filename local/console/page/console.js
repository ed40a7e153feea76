/** Shows what the twin's console server says, and asks again every second. Every text goes in as text, never as HTML. */
const FINAL = ["LOADED", "QUARANTINED", "DUPLICATE"];
const byId = (id) => document.getElementById(id);
let shownDrop;

const ask = async (path) => {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  return response.json();
};

function cell(content, className) {
  const td = document.createElement("td");
  td.append(content ?? "");
  if (className) td.className = className;
  return td;
}

function row(...cells) {
  const tr = document.createElement("tr");
  tr.append(...cells);
  return tr;
}

function dropButton(drop) {
  if (!drop) return "";
  const button = document.createElement("button");
  button.className = "drop";
  button.textContent = drop;
  button.title = "Show its steps";
  button.addEventListener("click", () => {
    shownDrop = drop;
    refresh();
  });
  return button;
}

const stateCell = ({ state, code }) => cell(code ? `${state} ${code}` : state, FINAL.includes(state) ? state : "busy");

function showDrops(drops) {
  byId("drops").hidden = drops.length === 0;
  byId("drops-empty").hidden = drops.length > 0;
  const focused = document.activeElement?.textContent;
  byId("drops").tBodies[0].replaceChildren(
    ...drops.map((each) =>
      row(
        cell(each.object),
        cell(each.dataset),
        stateCell(each),
        cell(dropButton(each.drop)),
        cell(new Date(each.updatedAt).toLocaleTimeString()),
      ),
    ),
  );
  // What had the focus keeps it although the rows are new.
  if (focused) [...document.querySelectorAll("button.drop")].find((button) => button.textContent === focused)?.focus();
}

function showTrace(trace) {
  byId("trace").hidden = !trace;
  if (!trace) return;
  byId("trace-title").textContent = `Steps of ${trace.drop}`;
  byId("trace")
    .querySelector("tbody")
    .replaceChildren(
      ...trace.steps.map((step) =>
        row(
          cell(new Date(step.startedAt).toLocaleTimeString()),
          cell(step.step),
          cell(step.note ?? (step.outcome === "done" ? `${step.from} → ${step.to}` : step.outcome)),
          cell(`${step.endedAt - step.startedAt} ms`),
          cell(
            Object.entries(step.counts ?? {})
              .map(([name, value]) => `${value.toLocaleString()} ${name}`)
              .join(", "),
          ),
        ),
      ),
    );
}

let mailCount = -1;
function showMail(mails) {
  if (mails.length === mailCount) return; // open ones stay open
  mailCount = mails.length;
  byId("mail-empty").hidden = mails.length > 0;
  byId("mail").replaceChildren(
    ...mails.toReversed().map(({ subject, text, to, at }) => {
      const details = document.createElement("details");
      const summary = document.createElement("summary");
      summary.textContent = `${subject} (to ${to}, ${new Date(at).toLocaleTimeString()})`;
      const pre = document.createElement("pre");
      pre.textContent = text;
      details.append(summary, pre);
      return details;
    }),
  );
}

function showAddresses(addresses) {
  byId("addresses").replaceChildren(
    ...Object.entries(addresses).flatMap(([name, address]) => {
      const dt = document.createElement("dt");
      const dd = document.createElement("dd");
      dt.textContent = name;
      dd.textContent = address;
      return [dt, dd];
    }),
  );
}

async function refresh() {
  try {
    const [drops, mails, trace] = await Promise.all([
      ask("/api/drops"),
      ask("/api/mail"),
      shownDrop ? ask(`/api/drops/${shownDrop}`) : undefined,
    ]);
    showDrops(drops);
    showMail(mails);
    showTrace(trace);
    byId("status").textContent = "";
  } catch (error) {
    byId("status").textContent = `The twin does not answer: ${error.message}`;
  }
}

showAddresses(await ask("/api/addresses"));
await refresh();
setInterval(refresh, 1000);
