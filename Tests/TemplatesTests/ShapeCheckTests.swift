import Templates
import Testing

@Suite struct `Checking against declared shapes` {
    private static let shape = TemplateShape.object([
        .init("site", .object([.init("title", .text), .init("url", .text), .init("year", .number)])),
        .init("asset", .open(.text)),
        .init(
            "post",
            .object([
                .init("title", .text), .init("content", .markup), .init("words", .number), .init("draft", .flag),
                .init("tags", .list(.object([.init("name", .text), .init("url", .text)]))),
                .init("cover", .object([.init("src", .text)]), isOptional: true),
            ])),
        .init("lines", .list(.text)),
    ])

    private static let fine: [String] = [
        "{{post.title}} {{{post.content}}} {{post.words}} {{{post.words}}} {{site.year}}",
        "{{#post}}{{title}}{{#tags}}{{name}} {{title}}{{/tags}}{{^tags}}{{title}}{{/tags}}{{/post}}",
        "{{#post.cover}}{{src}}{{/post.cover}}{{post.cover.src}}",
        "{{#site.title}}<b>{{.}}</b>{{/site.title}}{{#post.draft}}{{site.title}}{{/post.draft}}",
        "{{asset.style_css}}{{asset.anything_at_all}}{{#asset}}{{site_js}}{{/asset}}",
        "{{#lines}}{{.}}{{/lines}}{{#site.year}}{{.}}{{/site.year}}",
        "{{#post.content}}{{{.}}}{{/post.content}}",
    ]

    @Test(arguments: fine) func `right templates pass`(_ template: String) throws {
        #expect(try library(template).check("main", against: Self.shape).isEmpty)
    }

    private static let names: [(String, [String])] = [
        ("\n {{pots.title}}", ["main.mustache:2:2: `pots` is not known here (did you mean `post.title`?)"]),
        ("{{post.titel}}", ["main.mustache:1:1: `post` has no `titel` (did you mean `post.title`?)"]),
        ("{{post.zzzzzzz}}", ["main.mustache:1:1: `post` has no `zzzzzzz`"]),
        ("{{content}}", ["main.mustache:1:1: `content` is not known here (did you mean `post.content`?)"]),
        ("{{nonsense}}", ["main.mustache:1:1: `nonsense` is not known here"]),
        (
            "{{post.tags.name}}",
            ["main.mustache:1:1: `post.tags` is a list: its items' `name` is reached in a section, `{{#post.tags}}`"]
        ),
        ("{{post.title.length}}", ["main.mustache:1:1: `post.title` is text and has no `length`"]),
        ("{{#post.tags}}{{nam}}{{/post.tags}}", ["main.mustache:1:15: `nam` is not known here (did you mean `name`?)"]),
        ("{{#posts}}{{anything}}{{/posts}}", ["main.mustache:1:1: `posts` is not known here (did you mean `post`?)"]),
        (
            "{{^posts}}{{x}}{{/posts}}",
            [
                "main.mustache:1:1: `posts` is not known here (did you mean `post`?)",
                "main.mustache:1:11: `x` is not known here",
            ]
        ),
    ]

    private static let kinds: [(String, [String])] = [
        (
            "{{post.content}}",
            [
                "main.mustache:1:1: `post.content` is markup, which `{{post.content}}` would escape: "
                    + "use `{{{post.content}}}`"
            ]
        ),
        (
            "{{{post.title}}}",
            ["main.mustache:1:1: `post.title` is text, which `{{{post.title}}}` would not escape: use `{{post.title}}`"]
        ),
        (
            "{{&post.title}}",
            ["main.mustache:1:1: `post.title` is text, which `{{{post.title}}}` would not escape: use `{{post.title}}`"]
        ),
        ("{{post}}", ["main.mustache:1:1: `post` is an object and has no text: use a section, `{{#post}}`"]),
        ("{{asset}}", ["main.mustache:1:1: `asset` is an object and has no text: use a section, `{{#asset}}`"]),
        (
            "{{post.tags}}",
            ["main.mustache:1:1: `post.tags` is a list and has no text: use a section, `{{#post.tags}}`"]
        ),
        (
            "{{post.draft}}",
            ["main.mustache:1:1: `post.draft` is a flag and has no text: use a section, `{{#post.draft}}`"]
        ),
    ]

    private static let references: [(String, [String])] = [
        ("{{>hed}}", ["main.mustache:1:1: there is no partial `hed` (did you mean `head`?)"]),
        ("{{<bse}}{{/bse}}", ["main.mustache:1:1: there is no parent `bse` (did you mean `base`?)"]),
        (
            "{{<base}}{{$mian}}{{/mian}}{{/base}}",
            ["main.mustache:1:10: `base` has no block `mian` (did you mean `main`?)"]
        ),
        ("{{<base}}{{$title}}{{/title}}{{$meta}}{{/meta}}{{/base}}", []),
        (
            "{{<base}}{{post.title}}{{/base}}",
            ["main.mustache:1:10: only blocks count inside `{{<base}}`: this is never shown"]
        ),
        ("{{<base}}{{$main}}{{wrong}}{{/main}}{{/base}}", ["main.mustache:1:19: `wrong` is not known here"]),
        ("{{>card}}", ["card.mustache:1:1: `name` is not known here"]),
        ("{{#post.tags}}{{>card}}{{/post.tags}}", []),
        ("{{>card}}{{>card}}{{#post}}{{>card}}{{/post}}", ["card.mustache:1:1: `name` is not known here"]),
        ("{{>loop}}", []),
        (
            "{{<base}}{{$main}}{{$main}}{{/main}}{{/main}}{{/base}}",
            ["main.mustache:1:10: the block `main` is filled with itself"]
        ),
    ]

    @Test(arguments: names + kinds + references)
    func `wrong ones are told what, where and what was meant`(_ template: String, _ messages: [String]) throws {
        let others = [
            "base": "{{#post}}{{$main}}{{title}}{{/main}}{{/post}}{{>head}}",
            "head": "{{$title}}{{$meta}}{{/meta}}{{/title}}",
            "card": "{{name}}", "loop": "{{#post.tags}}{{>loop}}{{/post.tags}}",
        ]
        let problems = try library(template, others: others).check("main", against: Self.shape)
        #expect(problems.map(\.description) == messages)
    }

    @Test func `a block is checked in the scopes of its place`() throws {
        let base = ["base": "{{#post}}{{#tags}}{{$item}}{{/item}}{{/tags}}{{/post}}"]
        let right = try library("{{<base}}{{$item}}{{name}}{{/item}}{{/base}}", others: base)
        #expect(right.check("main", against: Self.shape).isEmpty)
        let wrong = try library("{{<base}}{{$item}}{{nmae}}{{/item}}{{/base}}", others: base)
        #expect(
            wrong.check("main", against: Self.shape).map(\.description) == [
                "main.mustache:1:19: `nmae` is not known here (did you mean `name`?)"
            ])
    }

    @Test func `templates that branch into each other are checked in no time`() throws {
        var others: [String: String] = [:]
        for level in 0..<60 { others["p\(level)"] = "{{>p\(level + 1)}}{{>p\(level + 1)}}" }
        others["p60"] = "{{oops}}"
        let problems = try library("{{>p0}}", others: others).check("main", against: Self.shape)
        #expect(problems.map(\.path) == ["p60.mustache"])
    }

    @Test func `a template that isn't there is a problem`() throws {
        let problems = try library("", others: ["home": ""]).check("hoem", against: Self.shape)
        #expect(problems.map(\.description) == ["hoem:1:1: there is no template `hoem` (did you mean `home`?)"])
    }
}
