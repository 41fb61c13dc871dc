import SiteImport
import Testing

@Suite struct `A Zola site` {
    @Test func `keeps addresses that are given, and takes dates from them`() throws {
        let site = try Import.zola(
            [
                "content/MIR/index.md": """
                +++
                path = "2016/04/19/MIR"
                title = "Introducing MIR"
                authors = ["Niko"]
                aliases = ["2016/04/19/MIR.html", "releases/1.79.0"]
                [extra]
                release = true
                +++
                ![Chart](flow.png)

                """,
                "content/other.md": "+++\npath = \"2016/05/01/other\"\ntitle = \"Other\"\n+++\n",
                "content/elsewhere.md": "+++\npath = \"inside/2017/01/01/x\"\ntitle = \"X\"\n+++\n",
            ], files: ["content/MIR/flow.png", "static/js/a.js"])
        #expect(
            site.frontMatter("content/posts/MIR/index.md") == [
                "title: Introducing MIR", "date: 2016-04-19", "slug: MIR", "aliases:", "  - \"/2016/04/19/MIR.html\"",
                "  - \"/releases/1.79.0/\"", "authors: [Niko]", "params:", "  release: true",
            ])
        #expect(site.body("content/posts/MIR/index.md") == "![Chart](flow.png)\n")
        #expect(site.frontMatter("content/posts/elsewhere.md").contains("url: \"/inside/2017/01/01/x/\""))
        #expect(site.text("masthead.yaml")?.contains("permalink: \"/:year/:month/:day/:slug/\"") == true)
        #expect(site.text("masthead.yaml")?.contains("originals: all") == true)
        #expect(
            site.copies == ["content/MIR/flow.png": "content/posts/MIR/flow.png", "static/js/a.js": "content/js/a.js"])
        #expect(site.old(.file) == ["/2016/04/19/MIR/flow.png", "/js/a.js"])
    }

    @Test func `has its sections, pages, taxonomies and feeds`() throws {
        let site = try Import.zola([
            "config.toml": """
            base_url = "https://blog.example/sub"
            title = "T"
            generate_feeds = true
            feed_filenames = ["atom.xml", "feed.json"]
            taxonomies = [{ name = "tags", feed = true }]
            [extra]
            menu = [{ name = "About", url = "$BASE_URL/about" }]
            """,
            "content/_index.md": "+++\npaginate_by = 5\n+++\nHello.\n",
            "content/blog/_index.md": "+++\ntitle = \"Blog\"\ngenerate_feeds = true\n+++\n",
            "content/blog/2021-03-04-My Post_x.md":
                "+++\ntitle = \"P\"\n[taxonomies]\ntags = [\"C++\", \"A b\"]\n+++\n",
            "content/blog/draft.md": "+++\ntitle = \"D\"\ndraft = true\n+++\n",
            "content/empty/_index.md": "+++\ntitle = \"Empty\"\ntemplate = \"x.html\"\n+++\n",
            "content/about.md":
                "+++\ntitle = \"About\"\n+++\n[p](@/blog/2021-03-04-My%20Post_x.md#top) [b](@/blog/_index.md)\n",
        ])
        #expect(site.frontMatter("content/posts/blog/_index.md") == ["title: Blog", "url: \"/blog/\""])
        #expect(site.body("content/_index.md") == "Hello.\n")
        #expect(site.old(.post) == ["/blog/my-post-x/"])
        #expect(site.frontMatter("content/posts/blog/draft.md") == ["title: D", "draft: true"])
        #expect(site.old(.page) == ["/about/"])
        #expect(
            site.rules == [
                "/blog/atom.xml → /blog/feed.xml", "/empty/ → /", "/atom.xml → /feed.xml",
                "/tags/a-b/atom.xml → /tags/a-b/feed.xml", "/tags/c/ → /tags/c-plus-plus/",
                "/tags/c/atom.xml → /tags/c-plus-plus/feed.xml", "/tags/c/feed.json → /tags/c-plus-plus/feed.json",
            ])
        let settings = try #require(site.text("masthead.yaml"))
        #expect(settings.contains("feeds: [atom, json]"))
        #expect(settings.contains("paginate: 5"))
        #expect(settings.contains("- { title: About, url: \"/about\" }"))
    }

    @Test(arguments: [
        ("{{ youtube(id=\"dQw4w9WgXcQ\") }}", "{{< youtube dQw4w9WgXcQ >}}"),
        (
            "{{ figure(src=\"p.png\", alt=\"x\", caption=\"A, b\") }}",
            "{{< figure src=\"/p.png\" alt=\"x\" caption=\"A, b\" >}}"
        ),
        ("![x]({{ resize_image(path=\"p.png\", width=100, op=\"fit_width\") }})", "![x](/p.png)"),
        ("{{/* youtube(id=\"x\") */}}", "{{ youtube(id=\"x\") }}"),
        ("${{ steps.x }} {{closure}}", "${{ steps.x }} {{closure}}"),
        ("{% note(kind=\"tip\") %}\nMind\n{% end %}", "<div class=tip>Mind</div>"),
        ("## What's new", "## What's new {#what-s-new}"), ("## Plain {#x}", "## Plain {#x}"),
        ("```rust,linenos,hl_lines=1\nx\n```", "```rust,linenos,hl_lines=1\nx\n```"),
        ("[a][b]\n\n[b]: @/a.md", "[a][b]\n\n[b]: /posts/a.md"),
    ])
    func `has its shortcodes and links turned into ours`(_ text: String, _ expected: String) throws {
        let body = try Import.zolaBody(
            text,
            more: ["templates/shortcodes/note.html": "<div class={{ kind }}>{{ body | markdown | safe }}</div>\n"],
            files: ["static/p.png"])
        #expect(body.text == expected + "\n")
        #expect(body.notes == [])
    }

    @Test func `tells what has no equivalent, by line`() throws {
        let body = try Import.zolaBody("x\n\n{{ chart(data=[1, 2]) }} [x](@/gone.md)\n")
        #expect(
            body.notes == [
                "left-over 7: `@/gone.md` leads nowhere: there is no such page",
                "left-over 7: `{{ chart(data=[1, 2]) }}` has no equivalent",
            ])
        #expect(body.text == "x\n\n{{ chart(data=[1, 2]) }} [x](@/gone.md)\n")
    }

    @Test func `spells a term as most posts do`() throws {
        let site = try Import.zola([
            "content/a.md": "+++\ntitle = \"A\"\ndate = 2020-01-01\nauthors = [\"the Council\"]\n+++\n",
            "content/b.md": "+++\ntitle = \"B\"\ndate = 2020-01-01\nauthors = [\"The Council\"]\n+++\n",
            "content/c.md": "+++\ntitle = \"C\"\ndate = 2020-01-01\nauthors = [\"The Council\"]\n+++\n",
        ])
        #expect(site.frontMatter("content/posts/a.md").contains("authors: [The Council]"))
    }
}
