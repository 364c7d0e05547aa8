// Completion scripts: what may follow each word, written out once, so that the shell asks nobody.
import type { Command } from './command.js';
import { EVERYWHERE, HOUSE, type Flag, type Flags } from './options.js';

interface Words {
  /** The words typed so far, without flags and their values: `keys`. */
  readonly after: string;
  readonly next: readonly string[];
}

const flagsOf = ({ flags, house }: Command): Flags => ({ ...flags, ...(house && HOUSE), ...EVERYWHERE });

/** First words, second words, and what a last word may be. */
function words(commands: readonly Command[]): readonly Words[] {
  const firsts = [...new Set(commands.map(({ name }) => name.split(' ')[0]!))];
  const seconds = firsts.map((first) => ({
    after: first,
    next: commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name.split(' ')[1]!),
  }));
  return [{ after: '', next: firsts }, ...seconds.filter(({ next }) => next.length > 0), ...lasts(firsts)];
}

const lasts = (firsts: readonly string[]): readonly Words[] => [
  { after: 'completion', next: ['bash', 'zsh', 'fish'] },
  { after: 'help', next: firsts },
];

/** Values that are files, or may be. */
const FILES = ['FILE', 'STORE', 'JSON'];

/** Flags with a value, `--name`: they take the word behind them. `among`: only those whose value is called so. */
const valued = (commands: readonly Command[], among?: readonly string[]): readonly string[] => {
  const all: Flags = Object.assign({}, EVERYWHERE, HOUSE, ...commands.map(({ flags }) => flags));
  return Object.entries(all).flatMap(([name, { value }]) =>
    value !== undefined && (among?.includes(value) ?? true) ? [`--${name}`] : [],
  );
};

const dashed = (flags: Flags): string =>
  Object.keys(flags)
    .map((name) => `--${name}`)
    .join(' ');

/** The cases that bash and zsh share: `$said` is what was typed, `$next` is what may follow. */
function cases(commands: readonly Command[]): string {
  const indent = '    ';
  const next = words(commands).map(({ after, next: all }) => `${indent}'${after}') next='${all.join(' ')}' ;;`);
  const flags = commands.map((one) => `${indent}'${one.name}'*) flags='${dashed(flagsOf(one))}' ;;`);
  return [
    `  case "$said" in`,
    ...next,
    `  esac`,
    `  case "$said" in`,
    ...flags,
    `${indent}*) flags='${dashed(EVERYWHERE)}' ;;`,
    `  esac`,
  ].join('\n');
}

/** In bash and zsh alike: the words that name a command, without flags and their values; then what may follow them. */
const wordsSaid = (commands: readonly Command[]): string => `    case "$word" in
      -*) ;;
      *) case "$before" in ${valued(commands).join(' | ')}) ;; *) said="\${said:+$said }$word" ;; esac ;;
    esac
    before="$word"
  done
${cases(commands)}
  case "$before" in
    --color) flags='' next='${EVERYWHERE.color.among.join(' ')}' ;;
    ${valued(commands, FILES).join(' | ')}) files=yes ;;
    ${valued(commands).join(' | ')}) flags='' next='' ;;
  esac`;

export const bash = (
  commands: readonly Command[],
): string => `# completion of sallyport for bash: source <(sallyport completion bash)
_sallyport() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="" said="" next="" flags="" files="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${wordsSaid(commands)}
  case "$files$current" in
    yes*) COMPREPLY=($(compgen -f -- "$current")) ;;
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "$next" -- "$current")) ;;
  esac
}
complete -o default -F _sallyport sallyport
`;

export const zsh = (commands: readonly Command[]): string => `#compdef sallyport
# completion of sallyport for zsh: source <(sallyport completion zsh), or a file _sallyport in your fpath
_sallyport() {
  local before="" said="" next="" flags="" files="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
${wordsSaid(commands)}
  case "$files\${words[CURRENT]}" in
    yes*) _files ;;
    -*) compadd -- \${=flags} ;;
    *) compadd -- \${=next} ;;
  esac
}
if [[ "$funcstack[1]" == _sallyport ]]; then _sallyport "$@"
elif (( $+functions[compdef] )); then compdef _sallyport sallyport; fi
`;

const single = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

export function fish(commands: readonly Command[]): string {
  const firsts = words(commands)[0]!.next;
  const lines = commands.flatMap((command) => {
    const [first = '', second] = command.name.split(' ');
    const one = `__fish_seen_subcommand_from ${first}`;
    const when = second === undefined ? '__fish_use_subcommand' : one;
    const seen = second === undefined ? one : `${one}; and __fish_seen_subcommand_from ${second}`;
    const offer = `complete -c sallyport -f -n ${single(when)} -a ${second ?? first} -d ${single(command.says)}`;
    const flags = Object.entries(flagsOf(command)).map(
      ([name, flag]) => `complete -c sallyport -n ${single(seen)} -l ${name}${takes(flag)} -d ${single(flag.says)}`,
    );
    return [offer, ...flags];
  });
  const groups = firsts.filter((first) => commands.every(({ name }) => name !== first));
  const offers = groups.map((first) => `complete -c sallyport -f -n '__fish_use_subcommand' -a ${first}`);
  const last = lasts(firsts).map(
    ({ after, next }) =>
      `complete -c sallyport -f -n '__fish_seen_subcommand_from ${after}' -a ${single(next.join(' '))}`,
  );
  const head = '# completion of sallyport for fish: sallyport completion fish | source';
  return [head, ...offers, ...lines, ...last, ''].join('\n');
}

/** A file, one of some words, or whatever only the person knows. */
function takes({ value, among }: Flag): string {
  if (value === undefined) return '';
  if (FILES.includes(value)) return ' -r';
  return among === undefined ? ' -x' : ` -x -a ${single(among.join(' '))}`;
}
