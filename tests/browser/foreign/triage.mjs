/** A person with a harmless back: what they answer to each question, whatever the order. */

const ANSWERS = [
  [/what is going on|what can you do/i, { words: "my lower back hurts a bit when I lift things" }],
  [/rule out danger/i, { tap: "None of these" }],
  [/change what is safe/i, { tap: "None of these" }],
  [/how long has it hurt/i, { words: "four days" }],
  [/what were you doing|what kind of work/i, { tap: "Lifting or heavy work" }],
  [/what kind of back problem/i, { tap: "Pulled muscle" }],
  [/from 0 \(none\) to 10/i, { words: "4" }],
  [/go down into a leg/i, { tap: "No" }],
  [/do your normal day/i, { tap: "Some of it" }],
  [/getting better, worse/i, { tap: "Better" }],
  [/how old are you/i, { words: "34" }],
  [/is (this|that|all of this) right|did i get|understood/i, { tap: /^Yes/ }],
];

/** The end of the advice: when to get help at once. */
const END = /do not wait for our call/i;
const MAX_TURNS = 20;

/**
 * Answer until the advice is given. `client` has `last()` (the text of the latest message or turn),
 * `say(words)` and `tap(title)`; both return when the next turn is there.
 */
export async function triage(client) {
  const asked = [];
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const question = await client.last();
    asked.push(question);
    if (END.test(question)) return asked;
    const [, answer] = ANSWERS.find(([pattern]) => pattern.test(question)) ?? [];
    if (!answer) throw new Error(`nobody taught the person to answer: ${question}`);
    await (answer.words ? client.say(answer.words) : client.tap(answer.tap));
  }
  throw new Error(`no end after ${MAX_TURNS} turns: ${asked.join("\n---\n")}`);
}
