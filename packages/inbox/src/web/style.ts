// How the pages look: one sheet, phone first, light and dark.

const LIGHT = `--bg:#f3f3ef;--card:#fff;--ink:#1c1d21;--dim:#5a5e67;--line:#e1e1da;--edge:#8b8e96;--accent:#2a4fc4;--on:#fff;--soft:#e9edfb;
--good:#17683a;--goodbg:#e3f3e8;--calm:#1c5b8a;--calmbg:#e2eff9;--warn:#7d4a00;--warnbg:#fcf0d9;--bad:#a8201a;--badbg:#fce8e6;--shade:0 1px 2px #0000000d,0 4px 16px #0000000a`;
const DARK = `--bg:#101114;--card:#1a1c20;--ink:#ececef;--dim:#a7abb5;--line:#2b2e34;--edge:#757a85;--accent:#a3b8ff;--on:#10142a;--soft:#232a45;
--good:#83d8a5;--goodbg:#15301f;--calm:#8fc6f3;--calmbg:#142a3b;--warn:#f1c06f;--warnbg:#35280f;--bad:#ffa198;--badbg:#3d1815;--shade:none`;

/** The style sheet. Colours are pairs that keep a contrast of 4.5 to 1 and more, in both schemes. */
export const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media(prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding:4.5rem 0 9rem}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere;padding-bottom:calc(3.5rem + env(safe-area-inset-bottom))}
a{color:var(--accent)}
h1,h2,h3,p,ul,ol,dl,dd,pre,fieldset{margin:0;padding:0}
ul,ol{list-style:none}
fieldset{border:0;min-width:0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:.4rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:.5rem;top:.5rem;z-index:9;background:var(--card);padding:.7rem 1rem}
.hide{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header.top{position:sticky;top:0;z-index:3;display:flex;align-items:center;gap:.5rem;min-height:3.5rem;padding:.25rem 1rem;background:var(--bg)}
header.top h1{font-size:1.35rem;line-height:1.25;letter-spacing:-.015em;flex:1;min-width:0}
header.top .who{color:var(--dim);font-size:.85rem}
.back{display:inline-flex;align-items:center;justify-content:center;min-width:2.75rem;min-height:2.75rem;margin-left:-.75rem;text-decoration:none;color:var(--accent)}
main{display:block;max-width:44rem;margin:0 auto;padding:.25rem 1rem 2rem}
main>*+*,#draft>*+*{margin-top:.85rem}
nav.tabs{position:fixed;z-index:5;left:0;right:0;bottom:0;display:flex;background:var(--card);border-top:1px solid var(--line);padding-bottom:env(safe-area-inset-bottom)}
nav.tabs a{flex:1;min-width:0;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:.1rem;min-height:3.5rem;color:var(--dim);text-decoration:none;font-size:.72rem;position:relative}
nav.tabs a[aria-current]{color:var(--accent);font-weight:600}
svg{width:1.5rem;height:1.5rem;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round;flex:none}
.n{position:absolute;top:.25rem;left:calc(50% + .35rem);min-width:1.15rem;padding:0 .3rem;border-radius:1rem;background:var(--bad);color:var(--card);font-size:.68rem;font-weight:700;line-height:1.15rem;text-align:center}
.card{background:var(--card);border-radius:1rem;box-shadow:var(--shade);overflow:clip}
.pad{padding:.9rem 1rem}
.pad>*+*{margin-top:.5rem}
.dim{color:var(--dim)}
.s{font-size:.875rem}
.card .card{box-shadow:none;border-radius:0;border-top:1px solid var(--line)}
.card .card.pad{padding:.7rem 0}
.row{display:flex;gap:.75rem;align-items:flex-start}
.row>.grow{flex:1;min-width:0}
.lead{font-size:1.13rem;line-height:1.35;font-weight:650;letter-spacing:-.01em}
h2{font-size:1rem;line-height:1.35;font-weight:650}
h2.out{font-size:.82rem;font-weight:600;color:var(--dim);padding:.6rem 1rem 0;margin-bottom:-.35rem}
.chip{display:inline-block;padding:.05rem .5rem;border-radius:1rem;font-size:.78rem;font-weight:650;line-height:1.45}
.good{color:var(--good)}.calm{color:var(--calm)}.warn{color:var(--warn)}.bad{color:var(--bad)}
.chip.good,.box.good{background:var(--goodbg)}.chip.calm,.box.calm{background:var(--calmbg)}.chip.warn,.box.warn{background:var(--warnbg)}.chip.bad,.box.bad{background:var(--badbg)}
.box{padding:.75rem 1rem;border-radius:1rem}
.box.bad{border:1px solid currentColor}
.face{flex:none;display:grid;place-items:center;width:2.75rem;height:2.75rem;border-radius:50%;background:var(--soft);color:var(--accent);font-weight:650}
.face.agent{border-radius:.85rem}
.t1{background:var(--goodbg);color:var(--good)}.t2{background:var(--calmbg);color:var(--calm)}.t3{background:var(--warnbg);color:var(--warn)}
.list>li+li{border-top:1px solid var(--line)}
.item{display:flex;gap:.75rem;align-items:center;min-height:3.5rem;padding:.65rem 1rem;color:inherit;text-decoration:none}
.item>.grow{flex:1;min-width:0}
.item>.grow>*{display:block}.item>.grow>*+*{margin-top:.15rem}.item>.grow>.flag{display:flex}
.item.top{align-items:flex-start;padding:.9rem 1rem}
.item.top>.go{align-self:center}
.h{font-weight:650;line-height:1.35}
.item .go{color:var(--edge)}
.pick{display:flex;align-items:stretch}
.pick>label{display:flex;align-items:center;justify-content:center;min-width:2.9rem;padding-left:.9rem}
.pick>.item{flex:1;min-width:0}
input[type=checkbox],input[type=radio]{width:1.35rem;height:1.35rem;margin:0;accent-color:var(--accent);flex:none}
.v{border-left:3px solid var(--line);padding-left:.7rem;font:.92rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.v>span{display:block;min-height:1.5em;padding-left:1.2em;text-indent:-1.2em;white-space:pre-wrap}
.v>.on{text-indent:0}
.control>.v{border-color:var(--accent)}
.pass:has(>details[open])>.ex{display:none}
.pass>*+*{margin-top:.3rem}
summary{cursor:pointer;min-height:2.75rem;display:flex;align-items:center;gap:.4rem;color:var(--accent);font-weight:600}
summary::-webkit-details-marker{display:none}
summary::before{content:"▸";transition:transform .15s}
details[open]>summary::before{transform:rotate(90deg)}
.fold>summary{color:var(--warn);font-size:.875rem}
.del,.ins{border-left:3px solid var(--bad);background:var(--badbg);padding:.3rem .7rem;border-radius:0 .5rem .5rem 0}
.ins{border-color:var(--good);background:var(--goodbg)}
.del .v,.ins .v{border:0;padding:0}
.flag{display:flex;gap:.4rem;font-size:.9rem}
.flag b{flex:none}
#live,option{unicode-bidi:bidi-override}
code{font:.85rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
label.f{display:block;font-weight:600;font-size:.9rem}
label.f small,.hint{display:block;font-weight:400;font-size:.82rem;color:var(--dim)}
input[type=text],input[type=search],select,textarea{width:100%;min-height:2.9rem;margin-top:.3rem;padding:.6rem .8rem;border:1px solid var(--edge);border-radius:.75rem;background:var(--card);color:var(--ink);font:inherit;font-size:1rem;font-weight:400}
textarea{min-height:5.5rem;resize:vertical}
label.c{display:flex;gap:.7rem;align-items:center;min-height:2.75rem;font-size:.92rem}
.btn{display:inline-flex;align-items:center;justify-content:center;gap:.4rem;min-height:2.9rem;padding:.5rem 1.1rem;border:1px solid transparent;border-radius:.9rem;background:var(--soft);color:var(--accent);font:inherit;font-weight:650;text-decoration:none;cursor:pointer}
.btn.yes{background:var(--accent);color:var(--on)}
.btn.no{background:var(--badbg);color:var(--bad)}
.btn.w{width:100%}
.btn[disabled]{background:var(--line);color:var(--dim);cursor:default}
.do{max-height:45dvh;overflow-y:auto;position:sticky;z-index:4;bottom:calc(3.5rem + env(safe-area-inset-bottom));margin:0 -1rem;padding:.6rem 1rem;background:var(--card);border-top:1px solid var(--line)}
.do>*+*{margin-top:.4rem}
details[open]>summary.btn.yes{background:var(--soft);color:var(--accent)}
.do details>summary{padding:.3rem 1.1rem;text-align:center;min-height:2.9rem}
summary.btn::before{content:none!important}
.do .bar{display:flex;flex-wrap:wrap;gap:.5rem}
.do .bar>form{flex:1 0 9rem}
.do .bar>details.grow{flex:1 0 9rem}
.do .bar>details[open]{flex:1 0 100%}
main:not(:has(.fold:not([open]))) .shut{display:none}
.do .bar>details[open]>:not(summary){margin:.6rem 0}
.more a,.more summary{display:flex;align-items:center;min-height:2.9rem;color:var(--accent);text-decoration:none;font-weight:600}
ol>li+li{margin-top:.85rem}
.list>li+li{margin:0}
form>*+*,fieldset>*+*{margin-top:.7rem}
[type=hidden]+.btn{margin-top:0}
.list>li+li{margin:0}
main:has(.do){padding-bottom:0}
.talk{display:flex;flex-direction:column;gap:.6rem}
.b{max-width:88%;align-self:flex-start;background:var(--card);border-radius:1.1rem 1.1rem 1.1rem .3rem;padding:.6rem .9rem;box-shadow:var(--shade)}
.b.me{align-self:flex-end;background:var(--soft);border-radius:1.1rem 1.1rem .3rem 1.1rem}
.b.ev{max-width:100%;align-self:stretch;border-radius:1rem}
.b .v{font:inherit;border:0;padding:0}
.b .v>span{padding-left:.6em;text-indent:-.6em}
.b>*+*{margin-top:.25rem}
.quote{border-left:3px solid var(--warn);padding-left:.7rem}
.say{display:flex;flex-wrap:wrap;gap:.5rem;align-items:flex-end}
.say>.grow{flex:1 1 9rem}
.say>*+*{margin:0}
.say input,.say textarea{margin:0;min-height:2.9rem}
.b .say{margin:0}
.s .chip,.h .chip{font-size:.75rem}
mark{background:var(--warnbg);color:var(--warn);font-weight:650}
#live:empty{display:none}
#live{position:fixed;z-index:8;left:1rem;right:1rem;top:3.6rem;max-width:42rem;margin:0 auto;padding:.8rem 1rem;border-radius:1rem;background:var(--ink);color:var(--bg);box-shadow:0 6px 24px #0004}
#live a{color:inherit;font-weight:650}
#news{position:sticky;top:3.6rem;z-index:3;display:flex;justify-content:center}
#news[hidden]{display:none}
.gone{opacity:.6}
@media(max-width:55.99rem){
main:has(.do){display:flex;flex-direction:column;min-height:calc(100dvh - 7rem - env(safe-area-inset-bottom))}
main>form:has(.do):not([hidden]),#draft{flex:1;display:flex;flex-direction:column}
.do{margin-top:auto!important}
}
@media(min-width:56rem){
body{padding:0 0 2rem 13rem}
nav.tabs{top:0;right:auto;width:12rem;flex-direction:column;justify-content:flex-start;border:0;border-right:1px solid var(--line);padding:1rem .6rem}
nav.tabs a{flex:none;flex-direction:row;justify-content:flex-start;gap:.7rem;min-height:2.9rem;padding:0 .8rem;border-radius:.8rem;font-size:.95rem}
nav.tabs a[aria-current]{background:var(--soft)}
.n{position:static;margin-left:auto}
header.top{max-width:44rem;margin:0 auto}
.do{bottom:0;border-radius:1rem 1rem 0 0}
#live{left:14rem}
}
@media(prefers-reduced-motion:reduce){*,::before,::after{transition:none!important;scroll-behavior:auto!important}}
@media print{nav.tabs,.do,#news{display:none}}
`;
