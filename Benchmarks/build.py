"""Building a blog: us beside Hugo, the same posts, comparable plain themes, in one run, at each of the sizes given.

Posts have about 700 words, two tags of fifty, a date of their own; both write post pages, an index with pages of ten,
tag pages with pages of ten, a feed for the site and one for each tag, and a sitemap. Times are of whole commands, the processor's time is of all threads, memory is the most that was
resident. Every cold build writes into a folder that never was: removing files just before makes a file system slower
for both. The figures of unchanged and edited sites are medians of five.
"""
import os, random, shutil, subprocess, sys, tempfile, time

MASTHEAD = os.path.abspath(sys.argv[1])
SIZES = [int(size) for size in sys.argv[2:]] or [1_000, 10_000]
ROUNDS = 5
WORDS = "the of and a to in is mountain river light morning paper cache stone letter north wind open quiet road".split()


def posts(count):
    chance = random.Random(7)
    for number in range(count):
        paragraphs = [" ".join(chance.choice(WORDS) for _ in range(70)) + "." for _ in range(10)]
        body = "\n\n".join(f"## Part {i}\n\n{p}" if i % 3 == 0 else p for i, p in enumerate(paragraphs))
        tags = ", ".join(f"tag{chance.randrange(50)}" for _ in range(2))
        day = f"{2000 + number % 25}-{1 + number % 12:02}-{1 + number % 28:02}"
        yield f"post-{number}", f"---\ntitle: Post {number}\ndate: {day}T08:00:00Z\ntags: [{tags}]\n---\n\n{body}\n"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s</title></head><body>'


def make_masthead(folder, count):
    write(f"{folder}/masthead.yaml", 'site: { title: Bench, url: "http://127.0.0.1:8080", theme: plain }\n')
    theme = f"{folder}/themes/plain/templates"
    listing = '{{#posts}}<h2><a href="{{url}}">{{title}}</a></h2><p>{{summary}}</p>{{/posts}}{{#pager}}{{number}}/{{total}}{{/pager}}'
    write(f"{theme}/post.mustache", HEAD % "{{post.title}}" + "<h1>{{post.title}}</h1>{{#post.tags}}<a href=\"{{url}}\">{{name}}</a> {{/post.tags}}{{{post.content}}}</body></html>")
    write(f"{theme}/page.mustache", HEAD % "{{page.title}}" + "{{{content}}}</body></html>")
    write(f"{theme}/home.mustache", HEAD % "{{site.title}}" + listing + "</body></html>")
    write(f"{theme}/term.mustache", HEAD % "{{term.name}}" + listing + "</body></html>")
    write(f"{theme}/terms.mustache", HEAD % "Tags" + '{{#terms}}<a href="{{url}}">{{name}}</a> {{count}} {{/terms}}</body></html>')
    write(f"{theme}/404.mustache", HEAD % "Not found" + "</body></html>")
    for name, text in posts(count):
        write(f"{folder}/content/posts/{name}.md", text)


def make_hugo(folder, count):
    write(f"{folder}/hugo.toml", 'baseURL = "http://127.0.0.1:8080/"\ntitle = "Bench"\npaginate = 10\n[taxonomies]\ntag = "tags"\n[permalinks]\nposts = "/:year/:month/:slug/"\n')
    write(f"{folder}/config.toml", open(f"{folder}/hugo.toml").read())
    layouts = f"{folder}/layouts/_default"
    listing = '{{ range .Paginator.Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><p>{{ .Summary }}</p>{{ end }}{{ .Paginator.PageNumber }}/{{ .Paginator.TotalPages }}'
    write(f"{layouts}/single.html", HEAD % "{{ .Title }}" + '<h1>{{ .Title }}</h1>{{ range .Params.tags }}<a href="/tags/{{ urlize . }}/">{{ . }}</a> {{ end }}{{ .Content }}</body></html>')
    write(f"{layouts}/list.html", HEAD % "{{ .Title }}" + listing + "</body></html>")
    write(f"{folder}/layouts/index.html", HEAD % "{{ .Title }}" + "{{ $pages := .Paginate site.RegularPages }}" + listing.replace(".Paginator", "$pages") + "</body></html>")
    write(f"{layouts}/terms.html", HEAD % "Tags" + '{{ range .Pages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ len .Pages }} {{ end }}</body></html>')
    write(f"{folder}/layouts/404.html", HEAD % "Not found" + "</body></html>")
    for name, text in posts(count):
        write(f"{folder}/content/posts/{name}.md", text)


def run(command, folder):
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"{command[0]} failed")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def edit(folder, number):
    with open(f"{folder}/content/posts/post-{number}.md", "a") as file:
        file.write("\nOne more line.\n")


def median(runs):
    return tuple(sorted(column)[len(column) // 2] for column in zip(*runs))


def measure(command, folder):
    found = {"cold": run(command, folder)}
    found["unchanged"] = median([run(command, folder) for _ in range(ROUNDS)])
    edited = []
    for number in range(ROUNDS):
        edit(folder, number * 7)
        edited.append(run(command, folder))
    found["one edit"] = median(edited)
    return found


def compare(count):
    folder = tempfile.mkdtemp(prefix="masthead-bench-")
    try:
        sites = {"masthead": (make_masthead, [MASTHEAD, "build"]), "hugo": (make_hugo, ["hugo", "--quiet"])}
        found = {}
        for name, (make, command) in sites.items():
            make(f"{folder}/{name}", count)
            os.sync()
            found[name] = measure(command, f"{folder}/{name}")
            files = [f for _, _, names in os.walk(f"{folder}/{name}/public") for f in names]
            kinds = {kind: sum(f.endswith(kind) for f in files) for kind in (".html", ".xml")}
            print(f"{name}: {kinds['.html']} HTML files, {kinds['.xml']} feeds and sitemaps", flush=True)
        print(f"{count} posts\n{'':10} {'':10} {'wall':>8} {'CPU':>8} {'memory':>9}")
        for case in ("cold", "unchanged", "one edit"):
            for name in sites:
                wall, cpu, memory = found[name][case]
                print(f"{case:10} {name:10} {wall:7.2f}s {cpu:7.2f}s {memory:6.0f} MB")
            ours, theirs = found["masthead"][case], found["hugo"][case]
            print(f"{case:10} {'ratio':10} {ours[0] / theirs[0]:8.3f} {ours[1] / theirs[1]:8.3f} {ours[2] / theirs[2]:9.3f}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


print(subprocess.run(["hugo", "version"], capture_output=True, text=True).stdout.split(" BuildDate")[0])
for size in SIZES:
    compare(size)
