// What JupyterLab loads: a module-federation container, written by hand so that nothing is built.
// The extension itself is plain modules beside this file.
(() => {
  const here = document.currentScript.src;
  let scope; // JupyterLab's own packages: name → version → how to get it

  async function shared(name) {
    const [newest] = Object.values(scope[name]);
    return (await newest.get())();
  }

  async function makeExtension() {
    const { makePlugin } = await import(new URL("plugin.js", here));
    const packages = {
      ...await shared("@jupyterlab/notebook"), // INotebookTracker, NotebookActions
      ...await shared("@jupyterlab/apputils"), // ICommandPalette, CommandToolbarButton, …
      ...await shared("@jupyterlab/mainmenu"), // IMainMenu
    };
    return { __esModule: true, default: makePlugin(packages) };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["course-present"] = {
    init(shareScope) { scope = shareScope; },
    async get() {
      const extension = await makeExtension();
      return () => extension;
    },
  };
})();
