/// What the preview puts into every page.
enum PreviewScript {
    /// Asks for news of the page as long as somebody looks at it: browsers allow a few connections only, however many tabs
    /// there are.
    static let text = #"""
        (() => {
          "use strict";
          const mark = { whole: document.currentScript.dataset.whole, content: document.currentScript.dataset.content };
          const where = location.pathname;
          let build = "", asking = null, panel = null;

          function show(problems) {
            panel?.remove();
            panel = null;
            if (problems.length === 0) return;
            panel = document.createElement("div");
            panel.id = "masthead-problems";
            const root = panel.attachShadow({ mode: "open" });
            root.innerHTML = `<style>
              :host { all: initial; position: fixed; inset: 0; z-index: 2147483647; overflow: auto; color-scheme: dark;
                background: rgb(20 20 24 / .96); color: #eee; font: 16px/1.5 system-ui, sans-serif; }
              main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem; }
              h1 { font-size: 1.3rem; margin: 0 3rem 1rem 0; }
              article { border-left: 4px solid #ff7b72; padding: .2rem 1rem; margin: 1.2rem 0; }
              code, pre { font: 14px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
              code { color: #a5d6ff; } p { margin: .2rem 0; }
              pre { overflow-x: auto; background: #000; padding: .6rem .8rem; margin: .5rem 0; overflow-wrap: normal; }
              button { position: absolute; top: 1.6rem; right: 1rem; font: inherit; padding: .2rem .8rem; }
            </style><main role="alert"><button type="button">Close</button><h1></h1></main>`;
            const main = root.querySelector("main");
            root.querySelector("h1").textContent =
              (problems.length === 1 ? "One thing" : `${problems.length} things`) + " to mend before the site is built again";
            for (const problem of problems) {
              const article = document.createElement("article");
              for (const [tag, text] of [["code", problem.place], ["p", problem.message], ["pre", problem.excerpt]]) {
                if (text) article.appendChild(document.createElement(tag)).textContent = text;
              }
              main.append(article);
            }
            root.querySelector("button").onclick = () => panel.style.display = "none";
            document.documentElement.append(panel);
          }

          async function restyle() {
            const answer = await fetch(location.href, { cache: "no-store" });
            const next = new DOMParser().parseFromString(await answer.text(), "text/html");
            const links = page => [...page.querySelectorAll('link[rel~="stylesheet"]')];
            const [old, fresh] = [links(document), links(next)];
            if (old.length !== fresh.length) return location.reload();
            old.forEach((link, index) => {
              if (link.getAttribute("href") === fresh[index].getAttribute("href")) return;
              const copy = document.importNode(fresh[index]);
              copy.onload = copy.onerror = () => link.remove();
              link.after(copy);
            });
          }

          async function follow() {
            while (document.visibilityState === "visible") {
              asking = new AbortController();
              try {
                const query = new URLSearchParams({ path: where, build, ...mark, problem: panel ? 1 : 0 });
                const answer = await fetch(`/_masthead/news?${query}`, { signal: asking.signal, cache: "no-store" });
                if (answer.status === 204) continue;
                if (!answer.ok) throw new Error(answer.status);
                const news = await answer.json();
                build = news.build;
                if (news.reload) return location.reload();
                show(news.problems);
                if (news.styles) {
                  [mark.whole, mark.content] = [news.whole, news.content];
                  await restyle();
                }
              } catch {
                if (asking.signal.aborted) return;
                // The preview was stopped, or is being started again.
                await new Promise(resume => setTimeout(resume, 500));
              }
            }
          }

          document.addEventListener("visibilitychange", () => {
            if (document.visibilityState === "visible") follow(); else asking?.abort();
          });
          follow();
        })();

        """#
}
