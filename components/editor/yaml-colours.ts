import { yaml } from "@codemirror/lang-yaml";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, MatchDecorator, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const style = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: "var(--color-syn-key)" },
  { tag: tags.string, color: "var(--color-syn-string)" },
  { tag: tags.special(tags.string), color: "var(--color-syn-string)" },
  { tag: tags.comment, color: "var(--color-syn-comment)" },
  { tag: [tags.keyword, tags.typeName, tags.labelName], color: "var(--color-syn-var)" },
]);

function matching(regexp: RegExp, colour: string): Extension {
  const mark = Decoration.mark({ attributes: { style: `color: var(${colour})` } });
  const decorator = new MatchDecorator({ regexp, decoration: mark });
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = decorator.createDeco(view);
      }
      update(update: ViewUpdate) {
        this.decorations = decorator.updateDeco(update, this.decorations);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

/** The YAML grammar knows neither numbers nor `${VARIABLES}`; both matter in a compose file. */
export const yamlColours: Extension = [
  yaml(),
  syntaxHighlighting(style),
  matching(/(?<=(?:^\s*-|:)\s+)(?:true|false|null|-?\d+(?:\.\d+)?(?:ms|s|m|h|b|k|kb|m|mb|g|gb)?)(?=\s*(?:#|$))/gim, "--color-syn-number"),
  matching(/\$\{[^}\n]*\}?|\$[A-Za-z_]\w*/g, "--color-syn-var"),
];
