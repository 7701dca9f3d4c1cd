// @ts-check
/**
 * The course's component: the list of lessons, or one lesson. Python (app/course/session.py)
 * sends a lesson whole; everything but another lesson and other numbers happens here.
 *
 * @typedef {{key: string, title: string, core: boolean, beats: number}} Entry
 * @typedef {{words: string, link: string}} About a layer in words, and its link to the lab
 * @typedef {{script: import("./script.js").Script, scenes: {[key: string]: import("./script.js").Scene}, about: About[], choices: {[key: string]: Choice[]}}} Played
 * @typedef {{values: {[name: string]: number}, words: string, scene: import("./script.js").Scene}} Choice a layer that a beat's controls lead to
 * @typedef {Played & {turn: number, earlier: Played[], networks: {[name: string]: import("./networks.js").Network}}} Lesson
 * @typedef {{given: string, code: string[], rebuilt: string}} Three
 * @typedef {{n: number, beat: number, only: number|null, lessons: Entry[], terms: [string, string][],
 *   lesson: Lesson|null, three: Three|null, story: import("./story.js").Told|null}} Message
 * @typedef {{lesson: string, beat?: number, fresh?: boolean, turn?: number}} Wish
 * @typedef {{nodes: HTMLElement[], enter?: (root: HTMLElement) => void, leave?: () => void}} View the list, or a lesson
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { explain, know } from "../transposed-convolution-lab.shared/glossary.js";
import { park, resident } from "../transposed-convolution-lab.stage/residence.js";
import { lessonView } from "./lesson.js";
import { listView } from "./list.js";
import { progress } from "./progress.js";
import { story } from "./story.js";

const ID = "course";

/** @param {{data: [Message], parentElement: ShadowRoot, setStateValue: (name: string, value: any) => void}} component */
export default function ({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".course"));
  explain(parentElement);
  know(data[0].terms);
  const course = resident(root, ID, mount);
  course.open((/** @type {object} */ wish) => setStateValue("wish", wish));
  try {
    course.receive(data[0]);
  } catch (error) {
    // Streamlit would put its own box in the component's place and keep it there.
    console.error(error);
    root.replaceChildren(element("p", { class: "lost" }, "This lesson could not be drawn. Reload the page to go on."));
  }
  return () => park(root, ID, course);
}

/** The course, not yet on the page. */
function mount() {
  /** @type {HTMLElement} */ let root;
  /** @type {View|null} */ let view = null;
  /** @type {ReturnType<typeof lessonView>|null} */ let lesson = null;
  let shown = "";
  let sent = 0;
  let send = (/** @type {object} */ _) => {};
  const kept = progress();
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

  return {
    /** @param {(wish: object) => void} hear */
    open(hear) {
      send = hear;
    },
    /** @param {Message} message */
    receive(message) {
      sent = Math.max(sent, message.n);
      const name = JSON.stringify([message.lesson && [message.lesson.script.key, message.lesson.script.seed, message.lesson.turn], message.only, Boolean(message.three)]);
      root?.classList.remove("waiting");
      if (name === shown) return;
      shown = name;
      firstLesson = message.lessons[0].key;
      if (!message.lesson) {
        lesson = null;
        if (message.story) told.learn(message.story);
        put(listView(message, kept, wish, told.open));
        if (!kept.anything()) told.first();
      } else if (lesson && message.only !== null && lesson.key === message.lesson.script.key) {
        lesson.refresh(message.lesson, message.only);
      } else {
        lesson = lessonView(message.lesson, message.lessons, message.beat, kept, wish);
        put(lesson);
      }
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
