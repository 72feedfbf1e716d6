/** The states of the widget, in the order in which one conversation passes through them. */

export const OPENING = "my lower back has hurt for three weeks since I moved house";
export const CRISIS = "I want to kill myself";
export const DANGER = "I have crushing chest pain and I am short of breath";

export const STATES = {
  closed: (chat) => chat.launcher.waitFor(),
  consent: async (chat) => {
    await chat.open();
    await chat.button("Start the chat").waitFor();
  },
  greeting: async (chat) => {
    await chat.button("Start the chat").click();
    await chat.button("My back hurts").waitFor();
  },
  settings: async (chat) => {
    await chat.button("Settings and help").click();
    await chat.button("What is stored").click();
    await chat.button("Delete my conversation").click();
  },
  checklist: async (chat) => {
    await chat.button("Back").click();
    await chat.say(OPENING);
    await chat.openForm.waitFor();
  },
  "checklist-fault": (chat) => chat.openForm.getByRole("button", { name: "Send" }).click(),
  choices: async (chat) => {
    await chat.tick("None of these");
    await chat.openForm.waitFor();
    await chat.tick("None of these");
    await chat.button("Pulled muscle").waitFor();
  },
  scale: async (chat) => {
    await chat.button("Pulled muscle").click();
    await chat.openForm.getByRole("radio").first().waitFor();
  },
  emergency: async (chat) => {
    await chat.say(DANGER);
    await chat.card.waitFor();
  },
  offline: async (chat, t) => {
    t.line.cut();
    await chat.notice.waitFor();
    await chat.say("are you still there", { wait: false });
    await chat.log.getByText("Waiting to be sent").waitFor();
  },
};

/** Pass through the states up to one of them. */
export async function to(state, chat, t) {
  for (const [name, reach] of Object.entries(STATES)) {
    await reach(chat, t);
    if (name === state) return;
  }
}
