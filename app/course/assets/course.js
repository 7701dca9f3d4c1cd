// @ts-check
/**
 * The course's component: the list of lessons, or one lesson. Python (app/course/session.py)
 * sends a lesson whole; everything but another lesson and other numbers happens here.
 *
 * @typedef {{key: string, title: string, core: boolean, beats: number}} Entry
 * @typedef {{words: string, link: string}} About a layer in words, and its link to the lab
 * @typedef {{script: import("./script.js").Script, scenes: {[key: string]: import("./script.js").Scene}, about: About[], choices: {[key: string]: Choice[]}, exhibits?: {[key: string]: any}}} Played
 * @typedef {{values: {[name: string]: number}, words: string, scene: import("./script.js").Scene}} Choice a layer that a beat's controls lead to
 * @typedef {Played & {turn: number, earlier: Played[], networks: {[name: string]: import("./networks.js").Network}}} Lesson
 * @typedef {{given: string, code: string[], rebuilt: string}} Three
 * @typedef {{text: string, complaint: string, line: number, link: string, longest: number, write: boolean}} Own anybody's lesson
 *   ``complaint``: what is wrong with it, or nothing; ``link``: the text as a parameter
 * @typedef {{n: number, beat: number, only: number|null, teach: boolean, answers: boolean, lessons: Entry[], terms: [string, string][],
 *   lesson: Lesson|null, own: Own|null, damaged: boolean, papers: Lesson[]|null, three: Three|null, story: import("./story.js").Told|null,
 *   learner: import("./networks.js").Learner, pads: import("./networks.js").Pads}} Message
 * @typedef {{lesson: string, beat?: number, fresh?: boolean, turn?: number, teach?: boolean, paper?: boolean, own?: string, write?: boolean}} Wish
 * @typedef {{nodes: HTMLElement[], enter?: (root: HTMLElement) => void, leave?: () => void}} View the list, or a lesson
 */
import { explain, know } from "../transposed-convolution-lab.shared/glossary.js";
import { housed } from "../transposed-convolution-lab.stage/residence.js";
import { lessonView } from "./lesson.js";
import { listView } from "./list.js";
import { paperView } from "./paper.js";
import { progress } from "./progress.js";
import { story } from "./story.js";
import { draft, writeView } from "./write.js";

/** @param {{data: [Message], parentElement: ShadowRoot, setStateValue: (name: string, value: any) => void}} component */
export default function ({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".course"));
  explain(parentElement);
  know(data[0].terms);
  return housed(root, "course", mount, (course) => {
    course.open((/** @type {object} */ wish) => setStateValue("wish", wish), (name, value) => setStateValue(name, value));
    course.receive(data[0]);
  }, "This lesson could not be drawn. Reload the page to go on.");
}

/** The course, not yet on the page. */
function mount() {
  /** @type {HTMLElement} */ let root;
  /** @type {View|null} */ let view = null;
  /** @type {ReturnType<typeof lessonView>|null} */ let lesson = null;
  /** @type {ReturnType<typeof writeView>|null} */ let writing = null;
  let shown = "";
  let drawnBefore = "";
  let modeBefore = "";
  let sent = 0;
  let send = (/** @type {object} */ _) => {};
  let tellDrawn = /** @type {import("./networks.js").Tell} */ (() => {});
  const mine = /** @type {import("./networks.js").Mine} */ ({
    tell(name, value) {
      root?.classList.add("waiting");
      tellDrawn(name, value);
    },
  });
  const kept = progress();
  /** Of a room, and of lessons that are not ours, nothing is remembered. */
  const forgotten = progress(false);
  const told = story(() => wish({ lesson: firstLesson, beat: 0 }));
  let firstLesson = "";

  /** @param {Wish} wanted */
  function wish(wanted) {
    sent += 1;
    root?.classList.add("waiting");
    send({ n: sent, ...wanted });
  }

  /** @param {View|null} next */
  function put(next) {
    view?.leave?.();
    view = next;
    if (!root || !view) return;
    root.replaceChildren(...view.nodes, told.node);
    view.enter?.(root);
  }

  /** @param {Message} message @returns {import("./lesson.js").Mode} */
  const modeOf = ({ teach, answers, own }) => ({ teach, answers, own: Boolean(own), write: Boolean(own?.write) });

  /** @param {Message} message @param {Own} own */
  function write(message, own) {
    const first = !writing;
    writing ??= writeView(own, wish, (lesson, beat) => lessonView(lesson, message.lessons, beat, forgotten, wish, modeOf(message), mine));
    if (message.only !== null && message.lesson) return writing.refresh(message.lesson, message.only);
    writing.receive(own, message.lesson);
    if (!first) return;
    put(writing);
    const before = shown || new URL(location.href).searchParams.has("own") ? null : draft.read();
    if (before && before !== own.text) writing.resume(before);
  }

  /** What another browser knows of the learner, from the address; it is said once. @param {Message} message */
  function fromLink({ lessons }) {
    const here = new URL(location.href);
    const text = here.searchParams.get("progress");
    if (text === null) return "";
    here.searchParams.delete("progress");
    history.replaceState(history.state, "", here);
    return kept.take(text, lessons) ? "The progress in the link was added to what this browser knows." : "The progress in this link cannot be read: nothing was changed.";
  }

  /** @param {Message} message */
  function show(message) {
    const { lesson: sentLesson, lessons, own, papers } = message;
    const mode = modeOf(message);
    if (papers) return put(paperView(papers, lessons, message.answers, wish, mine));
    if (!sentLesson) {
      const note = fromLink(message);
      if (message.story) told.learn(message.story);
      put(listView(message, kept, wish, told.open, note));
      if (!own && !message.damaged && !kept.anything()) told.first();
      return;
    }
    lesson = lessonView(sentLesson, lessons, message.beat, mode.teach || mode.own ? forgotten : kept, wish, mode, mine);
    put(lesson);
  }

  return {
    /** @param {(wish: object) => void} hear @param {import("./networks.js").Tell} tell */
    open(hear, tell) {
      send = hear;
      tellDrawn = tell;
    },
    /** @param {Message} message */
    receive(message) {
      const behind = message.n < sent;
      sent = Math.max(sent, message.n);
      root?.classList.remove("waiting");
      firstLesson = message.lessons[0].key;
      Object.assign(mine, { learner: message.learner, pads: message.pads });
      const drawn = JSON.stringify([message.learner, message.pads]);
      const redrawn = drawn !== drawnBefore;
      drawnBefore = drawn;
      const { script, turn } = message.lesson ?? {};
      if (message.own?.write) {
        const name = JSON.stringify(["write", message.own, turn, message.only, message.n, drawn]);
        if (name !== shown) write(message, message.own);
        shown = name;
        return;
      }
      writing = null;
      const name = JSON.stringify([script && [script.key, script.seed, turn], message.only, message.own?.text, message.teach, message.answers, Boolean(message.papers), Boolean(message.three)]);
      if (name === shown && !redrawn) return;
      const mode = JSON.stringify(modeOf(message));
      const another = mode !== modeBefore;
      modeBefore = mode;
      if (redrawn && !another && message.lesson && lesson && lesson === view && message.only === null && lesson.key === script?.key) {
        shown = name;
        return lesson.redrawn(message.lesson);
      }
      // A server that was started anew knows the link: what was answered here stays.
      if (behind && lesson && lesson.key === message.lesson?.script.key) return;
      shown = name;
      if (lesson && message.only !== null && message.lesson && lesson === view && lesson.key === script?.key) lesson.refresh(message.lesson, message.only);
      else show(message);
    },
    /** @param {HTMLElement} place */
    enter(place) {
      root = place;
      put(view);
    },
    leave() {
      view?.leave?.();
    },
    pause() {},
  };
}
