let about = { controlHeader: "" };

export async function loadAbout() {
  about = await get("/api/about");
  return about;
}

export async function get(path, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  return read(await fetch(query === "" ? path : `${path}?${query}`));
}

export async function post(path, body) {
  return read(await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", [about.controlHeader]: "1" }, body: JSON.stringify(body) }));
}

export const fileOf = (path, parameters) => `${path}?${new URLSearchParams(parameters)}`;

async function read(response) {
  const content = await response.json().catch(() => ({ findings: [`the dashboard answered with ${response.status}`] }));
  if (!response.ok) {
    throw new Error((content.findings ?? [`the dashboard answered with ${response.status}`]).join("\n"));
  }
  return content;
}
