// The command, and where it is found: toolbar, View menu, palette, Alt+P.
import { present } from "./deck.js";

const COMMAND = "course:present";
const WHAT = "Present this notebook by its slide types";

function addStyle() {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL("deck.css", import.meta.url);
  document.head.append(link);
}

export function makePlugin(jupyter) {
  const { INotebookTracker, ICommandPalette, IMainMenu, Notification } = jupyter;
  const { CommandToolbarButton, NotebookActions } = jupyter;

  function activate(app, tracker, palette, menu) {
    let leave = null; // ends the running presentation

    function toggle() {
      if (leave) return leave();
      leave = present({
        app, panel: tracker.currentWidget, NotebookActions,
        onLeave() {
          leave = null;
          app.commands.notifyCommandChanged(COMMAND);
        },
      });
      if (!leave) Notification.warning("No cell here is of a type that is shown on a slide.");
      app.commands.notifyCommandChanged(COMMAND);
    }

    function addButton(panel) {
      const button = new CommandToolbarButton({
        commands: app.commands, id: COMMAND, noFocusOnClick: true }); // the notebook takes the keys
      const placed = panel.toolbar.insertAfter("cellType", "present", button);
      if (!placed) panel.toolbar.addItem("present", button);
    }

    addStyle();
    app.commands.addCommand(COMMAND, {
      label: "Present", caption: WHAT, execute: toggle,
      isEnabled: () => tracker.currentWidget !== null, isToggled: () => leave !== null });
    app.commands.addKeyBinding({ command: COMMAND, keys: ["Alt P"], selector: "body" });
    palette?.addItem({ command: COMMAND, category: "Notebook Operations" });
    menu?.viewMenu.addGroup([{ command: COMMAND }], 0);
    tracker.forEach(addButton);
    tracker.widgetAdded.connect((_, panel) => addButton(panel));
  }

  return { id: "course-present:plugin", autoStart: true, activate,
           requires: [INotebookTracker], optional: [ICommandPalette, IMainMenu] };
}
