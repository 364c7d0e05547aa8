// Completion scripts: what may follow each word, written out once, so that the shell asks nobody.
import { flagsOf, type Command } from './command.js';
import type { Flag, Flags } from './options.js';

/** What may follow. */
interface Offer {
  /** Words that name a command or the beginning of one, or a flag: `keys`, `--color`. */
  readonly after: string;
  readonly next: readonly (readonly [word: string, says: string])[];
}

const allFlags = (commands: readonly Command[]): readonly (readonly [string, Flag])[] =>
  Object.entries(Object.assign({}, ...commands.map(flagsOf)) as Flags);

/** First words, second words, and what a last word may be. */
function words(commands: readonly Command[]): readonly Offer[] {
  const named = commands.map(({ name, says }) => [...name.split(' '), says]);
  const firsts = new Map(named.map(([first = '', ...rest]) => [first, rest.length === 1 ? rest[0]! : '']));
  const seconds = [...firsts.keys()].flatMap((after) => {
    const next = named.flatMap(([first, second = '', says]) =>
      first === after && says ? [[second, says] as const] : [],
    );
    return next.length === 0 ? [] : [after, `help ${after}`].map((one) => ({ after: one, next }));
  });
  const shells = ['bash', 'zsh', 'fish'].map((shell) => [shell, ''] as const);
  const lasts = [
    { after: 'completion', next: shells },
    { after: 'help', next: [...firsts] },
  ];
  return [{ after: '', next: [...firsts] }, ...seconds, ...lasts];
}

/** The flags of each command. */
const flags = (commands: readonly Command[]): readonly Offer[] =>
  commands.map((one) => ({
    after: one.name,
    next: Object.entries(flagsOf(one)).map(([name, { says }]) => [`--${name}`, says]),
  }));

/** The values of flags that take only some. */
const values = (commands: readonly Command[]): readonly Offer[] =>
  allFlags(commands).flatMap(([name, { among }]) =>
    among === undefined ? [] : [{ after: `--${name}`, next: among.map((value) => [value, ''] as const) }],
  );

/** Flags with a value, `--name`: they take the word behind them. */
const valued = (commands: readonly Command[]): string =>
  allFlags(commands)
    .flatMap(([name, { value }]) => (value === undefined ? [] : [`--${name}`]))
    .join(' ');

/** In bash and zsh alike: the words that name a command, without flags and their values; then what may follow them, in `next`. */
const wordsSaid = (commands: readonly Command[]): string => `    case "$word" in
      =) continue ;;
      -*) ;;
      *) case " ${valued(commands)} " in *" $before "*) ;; *) said="\${said:+$said }$word" ;; esac ;;
    esac
    before="$word"
  done
  case "$before" in
${cases(values(commands))}
    *) case " ${valued(commands)} " in *" $before "*) before=value ;; *) before=word ;; esac ;;
  esac
  case "$before$current" in
    value*) ;;
    word-*) case "$said" in
${cases(flags(commands), '*')}
      esac ;;
    word*) case "$said" in
${cases(words(commands))}
      esac ;;
  esac`;

const cases = (offers: readonly Offer[], more = ''): string =>
  offers
    .map(({ after, next }) => `      '${after}'${more}) next='${next.map(([word]) => word).join(' ')}' ;;`)
    .join('\n');

/** Where nothing of ours may follow, bash offers files. It takes `--flag=value` apart, where others do not. */
export const bash = (
  commands: readonly Command[],
): string => `# completion of sallyport for bash: source <(sallyport completion bash)
_sallyport() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="" said="" next="" word
  [ "$current" != = ] || current=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${wordsSaid(commands)}
  COMPREPLY=($(compgen -W "$next" -- "$current"))
}
complete -o default -F _sallyport sallyport
`;

export const zsh = (commands: readonly Command[]): string => `#compdef sallyport
# completion of sallyport for zsh: source <(sallyport completion zsh), or a file _sallyport in your fpath
_sallyport() {
  local current="\${words[CURRENT]}" before="" said="" next="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
${wordsSaid(commands)}
  if [ -n "$next" ]; then compadd -- \${=next}; else _files; fi
}
if [ "\${funcstack[1]}" = _sallyport ]; then _sallyport "$@"
elif (( $+functions[compdef] )); then compdef _sallyport sallyport
else echo 'sallyport: run compinit before this' >&2; fi
`;

const single = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** A `switch` prints what may follow; where nothing does, files. */
export function fish(commands: readonly Command[]): string {
  const lines = (offers: readonly Offer[], more: (after: string) => string): string =>
    offers
      .map(({ after, next }) => {
        const all = next.map(([word, says]) => (says === '' ? word : `${word}\\t${single(says)}`));
        return `      case ${more(after)}\n        printf '%s\\n' ${all.join(' ')}\n        return`;
      })
      .join('\n');
  return `# completion of sallyport for fish: sallyport completion fish | source
function __sallyport
  set -l said
  set -l before
  for word in (commandline -opc)[2..]
    if not string match -q -- '-*' $word; and not contains -- "$before" ${valued(commands)}
      set -a said $word
    end
    set before $word
  end
  set -l current (commandline -ct)
  if contains -- "$before" ${valued(commands)}
    switch "$before"
${lines(values(commands), single)}
    end
  else if string match -q -- '-*' $current
    switch "$said"
${lines(flags(commands), (name) => `${single(name)} ${single(`${name} *`)}`)}
    end
    return
  else
    switch "$said"
${lines(words(commands), single)}
    end
  end
  __fish_complete_path $current
end
complete -c sallyport -e
complete -c sallyport -f -a '(__sallyport)'
`;
}
