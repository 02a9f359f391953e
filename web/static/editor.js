// Puts the editor of @zazuko/yasgui in the place of the plain field, which works without it. Nothing is asked of any
// other machine: prefixes stand on the page, terms come from /sparql/terms, and the form is sent as it always is.
"use strict";

(() => {
  const area = document.getElementById("query");
  const Yasqe = window.Yasqe;
  if (!area || !Yasqe) return;

  const known = fetch("/sparql/terms").then((response) => (response.ok ? response.json() : null)).catch(() => null);
  const none = { classes: [], properties: [], values: [] };
  const terms = () => known.then((found) => found || none);

  // What is typed may be a prefixed name, an address, or a word out of a label.
  const fitting = (list, token) => {
    const typed = (token.autocompletionString || token.string || "").toLowerCase();
    const word = typed.split(/[#/:<]/).pop();
    const begins = list.filter((each) => each.iri.toLowerCase().startsWith(typed));
    const contains = list.filter((each) => word && `${each.iri} ${each.label}`.toLowerCase().includes(word));
    return [...new Set([...begins, ...(typed.includes("://") ? [] : contains)].map((each) => each.iri))].slice(0, 60);
  };
  const short = (iri, prefixes) => {
    const fits = Object.entries(prefixes).filter(([, space]) => iri.startsWith(space) && iri.length > space.length);
    const best = fits.sort((a, b) => b[1].length - a[1].length)[0];
    return best && /^[\w-]+$/.test(iri.slice(best[1].length)) ? `${best[0]}:${iri.slice(best[1].length)}` : `<${iri}>`;
  };

  // The package looks at the property that a list of properties began with, so after a semicolon at the wrong one.
  const followsType = (yasqe) => {
    const token = yasqe.getCompleteToken();
    const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
    return !/^[?$]/.test(token.string) && ["a", "rdf:type"].includes(before.string);
  };

  // A value stands where a text could, too; of those of closed lists and of topics there are few enough to offer.
  const followsProperty = (yasqe) => {
    const token = yasqe.getCompleteToken();
    return /^[\w<]/.test(token.string) && token.state.possibleCurrent.includes("STRING_LITERAL1") && !followsType(yasqe);
  };

  const complete = (name, kind, from, more) =>
    Yasqe.forkAutocompleter(
      from,
      {
        ...more,
        name,
        bulk: false,
        persistenceId: null,
        get: async (yasqe, token) => fitting((await terms())[kind], token),
        preProcessToken: (yasqe, token) => {
          token.autocompletionString = token.string.trim().replace(/^</, "").replace(/>$/, "");
          const [prefix, rest] = token.autocompletionString.split(":", 2);
          const space = yasqe.getPrefixesFromQuery()[prefix];
          if (rest !== undefined && space) token.autocompletionString = space + rest;
          return token;
        },
        postProcessSuggestion: (yasqe, token, iri) => short(iri, yasqe.getPrefixesFromQuery()),
        postprocessHints: (yasqe, hints) => hints.map((hint) => ({ ...hint, displayText: described(hint.text) })),
      },
      false,
    );

  const prefixes = Object.fromEntries(
    [...document.querySelectorAll(".prefixes > div")].map((each) => [
      each.querySelector("dt").textContent.replace(":", ""),
      each.querySelector("dd").textContent,
    ]),
  );
  const labels = new Map();
  const described = (text) => {
    const found = labels.get(text);
    return found ? `${text} – ${found}` : text;
  };
  terms().then((found) => {
    for (const each of [...found.classes, ...found.properties, ...found.values]) {
      const uses = each.uses ? `, ${each.uses.toLocaleString("en")}×` : "";
      if (each.label || uses) labels.set(short(each.iri, prefixes), `${each.label}${uses}`.replace(/^, /, ""));
    }
  });
  complete("warrant-class", "classes", "class", { isValidCompletionPosition: followsType });
  complete("warrant-property", "properties", "property", {});
  complete("warrant-value", "values", "property", { isValidCompletionPosition: followsProperty });
  // The package's own completers ask other machines. They are defaults, and a list given below would be merged into them.
  Yasqe.defaults.autocompleters = ["variables", "warrant-class", "warrant-property", "warrant-value"];

  const holder = document.createElement("div");
  holder.className = "editor";
  area.before(holder);
  const editor = new Yasqe(holder, {
    value: area.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    resizeable: true,
    editorHeight: null,
    viewportMargin: Infinity,
    autofocus: false,
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => run(), "Cmd-Enter": () => run(), "Ctrl-S": () => {} },
  });
  // The well-known prefixes need no declaration here. The package would take a name with one for an error, and complete
  // nothing behind it.
  const mode = editor.getMode();
  const begin = mode.startState;
  mode.startState = (...given) => ({ ...begin(...given), prefixes: { ...prefixes } });
  editor.setValue(area.value);
  editor.clearHistory();
  area.hidden = true;
  area.required = false;
  const field = editor.getInputField();
  field.setAttribute("aria-label", "Query");
  field.setAttribute("aria-describedby", "editor-keys");
  const run = () => area.form.requestSubmit();
  area.form.addEventListener("submit", () => {
    area.value = editor.getValue();
  });
  document.querySelector('label[for="query"]').addEventListener("click", () => editor.focus());
  document.getElementById("editor-keys").hidden = false;
})();
