import SiteImport
import Testing

@Suite struct `A Jekyll site` {
    @Test func `keeps its posts' addresses by one pattern, and the slug that a name gave`() throws {
        let site = try Import.jekyll([
            "_config.yml": "title: T\nurl: https://blog.example\npermalink: /:year/:month/:day/:title/\n",
            "_posts/2016-09-21-homebrew-1.0.0.md": "---\ntitle: 1.0.0\nredirect_from: /blog/1.0.0/\n---\nText.\n",
            "_posts/2017-01-02-plain.md": "---\nauthor: Ada\ntags: one two\n---\nText.\n",
        ])
        let settings = try #require(site.text("masthead.yaml"))
        #expect(settings.contains("permalink: \"/:year/:month/:day/:slug/\""))
        #expect(settings.contains("taxonomies: [tags, authors]"))
        #expect(
            site.frontMatter("content/posts/2016-09-21-homebrew-1.0.0.md") == [
                "title: \"1.0.0\"", "slug: homebrew-1.0.0", "aliases: [\"/blog/1.0.0/\"]",
            ])
        #expect(
            site.frontMatter("content/posts/2017-01-02-plain.md") == [
                "title: Plain", "tags: [one, two]", "authors: [Ada]",
            ])
        #expect(site.old(.post) == ["/2016/09/21/homebrew-1.0.0/", "/2017/01/02/plain/"])
        #expect(site.old(.alias) == ["/blog/1.0.0/"])
    }

    @Test func `says each post's address where no pattern serves`() throws {
        let site = try Import.jekyll([
            "_config.yml": "url: https://blog.example\n",
            "_posts/2020-05-06-a.md": "---\ntitle: A\ncategories: [News, Old Things]\n---\n",
        ])
        // Jekyll's own style, `date`, ends in `.html` and holds the categories.
        #expect(
            site.frontMatter("content/posts/2020-05-06-a.md").contains("url: \"/news/old things/2020/05/06/a.html\""))
    }

    @Test func `gives posts what defaults say, the deeper folder last`() throws {
        let site = try Import.jekyll([
            "_config.yml": """
            defaults:
              - { scope: { path: "_posts/deep" }, values: { author: Bob } }
              - { scope: { path: "", type: posts }, values: { author: Ada, permalink: "/x/:title/" } }
            """,
            "_posts/deep/2020-01-01-a.md": "---\ntitle: A\n---\n", "_posts/2020-01-01-b.md": "---\ntitle: B\n---\n",
        ])
        #expect(site.frontMatter("content/posts/deep/2020-01-01-a.md").contains("authors: [Bob]"))
        #expect(site.frontMatter("content/posts/2020-01-01-b.md").contains("authors: [Ada]"))
        #expect(site.old(.post) == ["/x/a/", "/x/b/"])
    }

    @Test func `has pages, drafts, a home text and lists that lead elsewhere`() throws {
        let site = try Import.jekyll([
            "_config.yml": "permalink: pretty\nplugins: [jekyll-feed, jekyll-sitemap]\nfeed: { path: atom.xml }\n",
            "about.md": "---\ntitle: About\n---\nUs.\n", "docs/index.md": "---\ntitle: Docs\n---\nHere.\n",
            "contact.html": "---\ntitle: Contact\npermalink: /hello.html\n---\n<div>\n\n    <p>Hi</p>\n</div>\n",
            "index.md": "---\ntitle: Home\n---\nWelcome.\n",
            "archive.html": "---\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n",
            "_drafts/later.md": "---\ntitle: Later\n---\n",
            "_posts/2020-01-01-secret.md": "---\npublished: false\n---\n",
            "moved.md": "---\nredirect_to: https://other.example/\n---\n", "README.md": "# Read me\n",
        ])
        #expect(site.frontMatter("content/about.md") == ["title: About"])
        #expect(site.frontMatter("content/docs/index.md") == ["title: Docs"])
        #expect(site.frontMatter("content/contact.md") == ["title: Contact", "url: \"/hello.html\""])
        #expect(site.body("content/contact.md") == "<div>\n<p>Hi</p>\n</div>\n")
        #expect(site.body("content/_index.md") == "Welcome.\n")
        #expect(site.frontMatter("content/posts/later.md") == ["title: Later", "draft: true"])
        #expect(site.frontMatter("content/posts/2020-01-01-secret.md") == ["title: Secret", "draft: true"])
        #expect(site.rules == ["/archive/ → /", "/moved/ → https://other.example/", "/atom.xml → /feed.xml"])
        #expect(site.old(.page) == ["/about/", "/docs/", "/hello.html"])
        #expect(site.notes(of: "README.md") == ["left-out 0: it has no front matter, so it was no page"])
        #expect(site.counts.drafts == 2)
    }

    @Test func `leaves out what Jekyll leaves out`() throws {
        let site = try Import.jekyll(
            ["_config.yml": "exclude: [bin/, \"*.tmp\", notes.txt]\ninclude: [.well-known]\n"],
            files: [
                "bin/x", "a.tmp", "notes.txt", ".hidden", "_sass/x.png", "img/a b.png", ".well-known/security.txt",
                "vendor/bundle/x.rb",
            ])
        #expect(
            site.copies == [
                "img/a b.png": "content/img/a b.png", ".well-known/security.txt": "content/.well-known/security.txt",
            ])
        #expect(site.old(.file) == ["/.well-known/security.txt", "/img/a b.png"])
    }

    @Test func `with repeated keys or broken front matter is imported all the same`() throws {
        let site = try Import.jekyll([
            "_posts/2020-01-01-a.md": "---\ntitle: A\nredirect_from: /one/\nredirect_from: /two/\n---\nText.\n",
            "_posts/2020-01-02-b.md": "---\ntitle: B: and more\n---\r\nText.\n",
            "_posts/2020-01-03-c.md": "\u{FEFF}---  \r\ntitle: C\r\n---\r\nText.\r\n",
        ])
        #expect(site.old(.alias) == ["/one/", "/two/"])
        #expect(site.notes(of: "_posts/2020-01-01-a.md") == ["changed 4: `redirect_from` is given twice"])
        #expect(site.frontMatter("content/posts/2020-01-02-b.md").first == "title: B")
        #expect(
            site.notes(of: "_posts/2020-01-02-b.md").first?.hasPrefix("changed 2: the front matter is left out") == true
        )
        #expect(site.frontMatter("content/posts/2020-01-03-c.md").first == "title: C")
        #expect(site.body("content/posts/2020-01-03-c.md") == "Text.\n")
    }

    @Test func `keeps the pages of jekyll-archives and of pagination`() throws {
        let site = try Import.jekyll([
            "_config.yml": """
            plugins: [jekyll-archives]
            jekyll-archives: { enabled: [tags], permalinks: { tag: "/topic/:name/" } }
            paginate: 1
            paginate_path: /blog/page:num/
            """,
            "_posts/2020-01-01-a.md": "---\ntags: [Big News, C++]\n---\n",
            "_posts/2020-01-02-b.md": "---\ntags: [big news]\n---\n",
        ])
        #expect(
            site.rules == [
                "/blog/page2/ → /page/2/", "/topic/big-news/ → /tags/big-news/", "/topic/c/ → /tags/c-plus-plus/",
            ])
    }

    @Test func `is refused when it is none`() throws {
        #expect(
            throws: ImportFailure.notASite("there is neither a _config.yml nor a _posts folder: this is no Jekyll site")
        ) {
            _ = try JekyllImport(SourceTree(texts: ["a.md": ""]), now: Import.now)
        }
    }
}

@Suite struct `Liquid and kramdown` {
    @Test(arguments: [
        ("[x]({% post_url 2019-01-01-old %})", "[x](/posts/2019-01-01-old.md)"),
        ("[x]({{ site.url }}{% post_url 2019-01-01-old %})", "[x](/posts/2019-01-01-old.md)"),
        ("[x]({% link about.md %})", "[x](/about.md)"), ("![p]({% link img/p.png %})", "![p](/img/p.png)"),
        ("[x]({{ \"/img/p.png\" | relative_url }})", "[x](/img/p.png)"),
        ("[x]({{ site.baseurl }}/img/p.png)", "[x](/img/p.png)"), ("[x](/sub/img/p.png)", "[x](/img/p.png)"),
        ("<img src=\"{{ site.baseurl }}/img/p.png\">", "<img src=\"/sub/img/p.png\">"),
        ("{{ site.url }}{{ site.baseurl }}/x", "https://blog.example/sub/x"),
        ("{{ '/x' | absolute_url }}", "https://blog.example/sub/x"),
        ("{{ page.title }} {{ page.date | date: \"%-d %B %Y\" }}", "A 2 January 2020"),
        ("{{ site.author.name | upcase }}", "ADA"), ("{% assign x = \"y\" %}{{ x }}", "y"),
        ("a{% comment %}no{% endcomment %}b", "ab"), ("a {%- comment -%} no {%- endcomment -%} b", "ab"),
        ("{% raw %}{{ kept }}{% endraw %}", "{{ kept }}"),
        ("{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}", "```ruby,linenos\nputs 1\n```"),
        ("{% highlight md %}\n```\nx\n```\n{% endhighlight %}", "````md\n```\nx\n```\n````"),
        (
            "{% include figure.html src=\"/img/p.png\" caption=\"A \\\"B\\\"\" alt='x' %}",
            "{{< figure src=\"/img/p.png\" alt=\"x\" caption=\"A \\\\\\\"B\\\\\\\"\" >}}"
        ),
        ("{% include youtube.html id=\"dQw4w9WgXcQ\" %}", "{{< youtube dQw4w9WgXcQ >}}"),
        ("{% youtube https://www.youtube.com/watch?v=dQw4w9WgXcQ %}", "{{< youtube dQw4w9WgXcQ >}}"),
        ("{% gist ada/123 %}", "<https://gist.github.com/ada/123>"),
        ("{% include note.html text=\"Mind\" %}", "<p class=note>Mind</p>"), ("* TOC\n{:toc}\n\nx", "x"),
        ("## Head\n{:.no_toc}", "## Head"), ("x\n{: .lead #top}", "x\n{: .lead #top}"),
        ("## What's new", "## What's new"), ("## Version 1.2.0", "## Version 1.2.0 {#version-120}"),
        ("`{:toc}` and\n```\n{:toc}\n[x](/sub/img/p.png)\n```", "`{:toc}` and\n```\n{:toc}\n[x](/sub/img/p.png)\n```"),
    ])
    func `become what they stand for`(_ text: String, _ expected: String) throws {
        let body = try Import.jekyllBody(
            text, config: "url: https://blog.example\nbaseurl: /sub\nauthor: { name: Ada }\n",
            more: [
                "_posts/2019-01-01-old.md": "---\ntitle: Old\n---\n", "about.md": "---\ntitle: About\n---\n",
                "_includes/note.html": "<p class=note>{{ include.text }}</p>\n",
            ], files: ["img/p.png"])
        #expect(body.text == expected + "\n")
        #expect(body.notes.filter { $0.hasPrefix("left") } == [])
    }

    @Test(arguments: [
        ("\n\n{% for p in site.posts %}", "left-over 6: `{% for p in site.posts %}` has no equivalent"),
        ("{{ site.time }}", "left-over 4: `{{ site.time }}` is not a constant"),
        ("{{ page.title | markdownify }}", "left-over 4: `{{ page.title | markdownify }}` is not a constant"),
        ("{% include gone.html %}", "left-over 4: `{% include gone.html %}` has no equivalent"),
        (
            "{% post_url 2001-01-01-gone %}",
            "left-over 4: `{% post_url 2001-01-01-gone %}` leads nowhere: there is no such post"
        ),
        ("{% comment %}\n\n{% endcomment %}\n{% mystery %}", "left-over 7: `{% mystery %}` has no equivalent"),
        ("*[HTML]: x", "left-over 4: `*[HTML]: x` is an abbreviation, which has no equivalent"),
        (
            "![x](gone.png)",
            "left-out 4: the picture `gone.png` is not in the source; it leads to where the old site had it"
        ),
    ])
    func `without an equivalent stay, and are told by line`(_ text: String, _ note: String) throws {
        let body = try Import.jekyllBody(text)
        #expect(body.notes == [note])
    }

    @Test func `two passes of braces that never close end`() throws {
        let text = String(repeating: "{{ {% \"", count: 2000)
        #expect(try Import.jekyllBody(text).text.count >= text.count)
    }
}
