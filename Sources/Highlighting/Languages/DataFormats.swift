extension Languages {
    static let yaml = LanguageDefinition(
        title: "YAML", names: ["yaml", "yml"], words: [],
        states: [
            StateDefinition(
                "root",
                [
                    .include("line blanks"), Rule(#"#[^\n]*"#, .c1), Rule(#"[ \t]#[^\n]*"#, .c1),
                    Rule(#"(---|\.\.\.)"#, .nn, at: .lineStart), Rule(#"%[A-Z]+[^\n]*"#, .nt, at: .lineStart),
                    Rule(#"[?-]"#, .p, before: [" ", "\n", ""]), Rule(#"[?-] "#, .p), Rule(#"-\n"#, .p),
                    Rule(
                        parts: [
                            .init(#"[^\s#\-?:,\[\]{}&*!|>'"%@`][^\n:#]*|-[^\s\n:#][^\n:#]*"#, .nt), .init(":", .p),
                        ], before: ["\n", ""]),
                    Rule(parts: [
                        .init(#"[^\s#\-?:,\[\]{}&*!|>'"%@`][^\n:#]*|-[^\s\n:#][^\n:#]*"#, .nt), .init(":", .p),
                        .init("[ \t]", .w),
                    ]),
                    Rule(
                        parts: [.init(#""([^"\\\n]|\\.)*"|'([^'\n]|'')*'"#, .nt), .init(":", .p)], before: ["\n", ""]),
                    Rule(parts: [.init(#""([^"\\\n]|\\.)*"|'([^'\n]|'')*'"#, .nt), .init(":", .p), .init("[ \t]", .w)]),
                    Rule("\"", .s, .push("double")), Rule("'", .s, .push("single")),
                    Rule(#"[|>][+-]?\d?[+-]?"#, .p, before: ["\n", ""]), Rule(#"&[^\s,\[\]{}]+"#, .nl),
                    Rule(#"\*[^\s,\[\]{}]+"#, .nv), Rule(#"![^\s]*"#, .kt), Rule(#"<<"#, .nt),
                    Rule(#"[\[{]"#, .p, .push("flow")), Rule(#":"#, .p), Rule(#"[,\]}]"#, .p),
                    Rule(#"[^\s#,\[\]{}&*!|>'"%@`:-][^\n:#]*([:#][^\s\n:#][^\n:#]*)*"#, .l),
                    Rule(#"-[^\s][^\n:#]*"#, .l), Rule(#"[^\s]"#, .l),
                ]),
            StateDefinition(
                "flow",
                [
                    .include("blanks"), Rule(#"#[^\n]*"#, .c1), Rule(#"[\]}]"#, .p, .pop),
                    Rule(#"[\[{]"#, .p, .push("flow")), Rule(#"[,:?]"#, .p), Rule("\"", .s, .push("double")),
                    Rule("'", .s, .push("single")), Rule(#"&[^\s,\[\]{}]+"#, .nl), Rule(#"\*[^\s,\[\]{}]+"#, .nv),
                    Rule(#"[^\s,\[\]{}:"'&*#][^\n,\[\]{}:#]*"#, .nt, before: [":"]),
                    Rule(#"[^\s,\[\]{}:"'&*#]([^\n,\[\]{}:#]|:[^\s,\[\]{}])*"#, .nv), Rule(#"[^\s]"#, .text),
                ]),
            StateDefinition("double", [Rule(#"[^"\\]+"#, .s), Rule(#"\\(.|\n)"#, .se), Rule("\"", .s, .pop)]),
            StateDefinition("single", [Rule(#"[^']+"#, .s), Rule("''", .se), Rule("'", .s, .pop)]),
        ])

    static let toml = LanguageDefinition(
        title: "TOML", names: ["toml"], words: [WordList(.kc, "true false inf nan")],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("hash comments"),
                    Rule(#"\[\[?[^\]\n"]*(\]\]?|"[^"\n]*"[^\]\n]*\]\]?)"#, .k, at: .firstOnLine),
                    Rule(#"[\w.-]+"#, .n, before: ["=", "."]), Rule("=", .o, .push("value")),
                    Rule(#""([^"\\\n]|\\.)*"|'[^'\n]*'"#, .n, before: ["=", "."]), Rule(#"[\w-]+"#, .n),
                    Rule(#"[.,\]}]"#, .p), Rule(#"[^\s]"#, .text),
                ]),
            StateDefinition(
                "value",
                [
                    Rule(#"[ \t]+"#, .w), Rule(#"\n"#, .w, .pop), Rule(#"\["#, .p, .push("array")),
                    Rule(#"\{"#, .p, .push("table")), .include("scalar"), Rule(#"[\]},]"#, .p, .pop),
                    Rule(#"[^\s]"#, .text),
                ]),
            StateDefinition(
                "scalar",
                [
                    .include("hash comments"), Rule(#"""""#, .s2, .through("\"\"\"", escapes: true)),
                    Rule(#"'''"#, .s1, .through("'''")), Rule("\"", .s2, .push("double")), Rule(#"'[^'\n]*'"#, .s1),
                    .words(#"[+-]?[a-z]+"#),
                    Rule(#"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?"#, .ld),
                    Rule(#"\d{2}:\d{2}(:\d{2}(\.\d+)?)?"#, .ld), Rule(#"[+-]?\d[\d_]*"#, .mi),
                    Rule(#"0x[0-9a-fA-F_]+"#, .mh), Rule(#"0o[0-7_]+"#, .mo), Rule(#"0b[01_]+"#, .mb),
                    Rule(#"[+-]?\d[\d_]*(\.\d[\d_]*)?([eE][+-]?\d+)?"#, .mf),
                ]),
            StateDefinition(
                "array",
                [
                    .include("blanks"), Rule(#"\]"#, .p, .pop), Rule(",", .p), Rule(#"\["#, .p, .push("array")),
                    Rule(#"\{"#, .p, .push("table")), .include("scalar"), Rule(#"[^\s\]]"#, .text),
                ]),
            StateDefinition(
                "table",
                [
                    .include("blanks"), Rule(#"\}"#, .p, .pop), Rule(",", .p), Rule("=", .o),
                    Rule(#"[\w.-]+"#, .n, before: ["="]), Rule(#"\["#, .p, .push("array")),
                    Rule(#"\{"#, .p, .push("table")), .include("scalar"), Rule(#"[^\s}]"#, .text),
                ]),
            StateDefinition(
                "double", [Rule(#"[^"\\\n]+"#, .s2), Rule(#"\\."#, .se), Rule("\"", .s2, .pop), .otherwise(.pop)]),
        ])

    static let ini = LanguageDefinition(
        title: "INI",
        names: ["ini", "cfg", "dosini", "conf", "properties", "systemd", "desktop", "gitconfig", "editorconfig"],
        states: [
            StateDefinition(
                "root",
                [
                    .include("line blanks"), Rule(#"[;#][^\n]*"#, .c1, at: .firstOnLine),
                    Rule(#"\[[^\n]*\]"#, .k, at: .firstOnLine),
                    Rule(
                        parts: [
                            .init(#"[^\s=;#\[:][^\n=:]*"#, .na), .init("[=:]", .o), .init(#"[ \t]*"#, .w),
                            .init(#"[^\n]*"#, .s),
                        ], at: .firstOnLine),
                    Rule(#"[^\s=][^\n=]*"#, .na), Rule(#"[^\s]"#, .text),
                ])
        ])

    static let nginx = LanguageDefinition(
        title: "Nginx", names: ["nginx", "nginxconf"],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("hash comments"),
                    Rule(#"include"#, .k, .push("statement"), before: [" "]),
                    Rule(#"[A-Za-z_]\w*"#, .k, .push("statement")), Rule(#"[{};]"#, .p), Rule(#"[^\s]"#, .text),
                ]),
            StateDefinition(
                "statement",
                [
                    .include("blanks"), .include("hash comments"), Rule(#"[{;]"#, .p, .pop), Rule(#"\}"#, .p, .pop),
                    Rule(#"on|off|default"#, .kc, before: [" ", ";", "\n"]), Rule(#"\$\w+"#, .nv),
                    Rule(#"\d+[kmgsdh]?"#, .mi, before: [" ", ";", "\n"]),
                    Rule(#"[\w-]+/[\w.+-]+"#, .s), Rule(#"(\d{1,3}\.){3}\d{1,3}(:\d+)?(/\d+)?"#, .mi),
                    Rule(#"\^?~\*?|[!=]~?\*?"#, .p), Rule(#""([^"\\]|\\.)*"|'([^'\\]|\\.)*'"#, .s),
                    Rule(#"[^\s;{}$"'#]+"#, .s), Rule(#"[$"']"#, .s),
                ]),
        ])

    static let diff = LanguageDefinition(
        title: "Diff", names: ["diff", "patch", "udiff"],
        states: [
            StateDefinition(
                "root",
                [
                    Rule(#"\n"#, .w), Rule(#" [^\n]*"#, .text, at: .lineStart), Rule(#"\+[^\n]*"#, .gi, at: .lineStart),
                    Rule(#"-[^\n]*"#, .gd, at: .lineStart), Rule(#"<[^\n]*"#, .gd, at: .lineStart),
                    Rule(#">[^\n]*"#, .gi, at: .lineStart), Rule(#"![^\n]*"#, .gs, at: .lineStart),
                    Rule(#"@[^\n]*"#, .gu, at: .lineStart),
                    Rule(#"([Ii]ndex|diff)[^\n]*"#, .gh, at: .lineStart), Rule(#"=[^\n]*"#, .gh, at: .lineStart),
                    Rule(#"[^\n]+"#, .text),
                ])
        ])

    static let protobuf = LanguageDefinition(
        title: "Protocol Buffers", names: ["protobuf", "proto"],
        words: [
            WordList(
                .k,
                "ctype default extensions import max oneof option optional packed public repeated required reserved returns rpc syntax to stream weak"
            ),
            WordList(.kd, "message enum service extend", .push("declared")), WordList(.kn, "package", .push("package")),
            WordList(.kc, "true false"),
            WordList(
                .kt,
                "int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 float double bool string bytes map"
            ),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("c comments"), .include("c numbers"),
                    Rule("\"", .s, .through("\"", escapes: true)), Rule("'", .s, .through("'", escapes: true)),
                    .words(#"[A-Za-z_]\w*"#), Rule(#"[A-Za-z_][\w.]*"#, .na, before: ["="]),
                    Rule(#"[A-Za-z_][\w.]*"#, .n), Rule(#"[+=-]"#, .o), Rule(#"[{}();,\[\]<>.]"#, .p),
                ]),
            StateDefinition("declared", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_]\w*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition("package", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_][\w.]*"#, .nn, .pop), .otherwise(.pop)]),
        ])

    static let sql = LanguageDefinition(
        title: "SQL", names: ["sql", "mysql", "postgresql", "postgres", "psql", "sqlite", "plpgsql", "pgsql", "tsql"],
        ignoresCase: true,
        words: [
            WordList(
                .k,
                """
                abort action add after all alter always analyze and any as asc attach autoincrement auto_increment before begin between by cascade case
                cast check collate column comment commit concurrently conflict constraint create cross current_date current_time current_timestamp
                cube cursor database databases declare default deferrable deferred delete delimiter desc describe detach distinct do drop each else elsif end engine
                escape except exclude exclusive execute exists explain extension external fetch filter first following for foreign
                from full function generated glob grant group groups having identity if ignore immediate immutable in index indexed inherits initially
                inner insert instead intersect into is isnull join key language last lateral left like limit listen local lock loop match materialized
                merge minus modify names natural new next no not nothing notify notnull null nulls of off offset old on only open or order others outer over
                owner partition plan pragma preceding prepare primary privileges procedure public query raise range recursive references refresh regexp reindex
                release rename repeatable replace reset restrict return returning returns revoke right role rollback rollup row rows savepoint schema
                select sequence session set show similar some stable start storage strict table tables temp temporary then ties to top transaction
                trigger truncate type unbounded union unique unlogged until update use user using vacuum values view virtual volatile when where while window
                with without work xor zone true false
                """),
            WordList(
                .nb,
                """
                array bigint binary bit blob boolean bool char character date decimal double enum float int integer int2 int4 int8 interval json jsonb
                money number numeric nvarchar precision real serial bigserial smallint text time timestamp timestamptz tinyint uuid varchar varchar2 bytea datetime
                mediumtext longtext unsigned inet
                """),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), Rule(#"--[^\n]*"#, .c1), Rule(#"/\*"#, .cm, .through("*/")),
                    Rule(#"#[^\n]*"#, .c1, at: .firstOnLine), Rule("'", .s1, .push("single")),
                    Rule(#"E'"#, .s1, .through("'", escapes: true)), Rule(#""[^"\n]*""#, .ss), Rule(#"`[^`\n]*`"#, .n),
                    Rule(
                        #"\$\w*\$"#, .s,
                        .closing(keeping: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$")),
                    Rule(#"\d+"#, .mi), Rule(#"\d*\.\d+(e[+-]?\d+)?|\d+e[+-]?\d+"#, .mf), .words(#"[a-z_]\w*"#),
                    Rule(#"[a-z_][\w$]*"#, .n), Rule(#"[:@$]\w+"#, .nv), Rule(#"[+*/<>=~!@#%^&|?-]|::"#, .o),
                    Rule(#"[;:()\[\],.]"#, .p),
                ]),
            StateDefinition("single", [Rule(#"[^']+|''"#, .s1), Rule("'", .s1, .pop)]),
        ])

    static let markdown = LanguageDefinition(
        title: "Markdown", names: ["markdown", "md", "mdx", "mkd"],
        states: [
            StateDefinition(
                "root",
                [
                    Rule(#"\n"#, .w), Rule(#"#[^\n]*"#, .gh, at: .lineStart), Rule(#"##+[^\n]*"#, .gu, at: .lineStart),
                    Rule(#" *[*+-] "#, .k, at: .lineStart), Rule(#" *\d+\. "#, .k, at: .lineStart),
                    Rule(#"> "#, .k, at: .lineStart),
                    Rule(#"```[\w+-]+[^\n]*\n"#, .sb, .embedNamed(until: "\n```"), at: .lineStart),
                    Rule(#"```+"#, .sb, at: .lineStart), Rule(#"`[^`\n]+`"#, .sb),
                    Rule(#"\*\*[^*\n]+\*\*|__[^_\n]+__"#, .gs), Rule(#"\*[^*\s][^*\n]*\*|_[^_\s][^_\n]*_"#, .ge),
                    Rule(#"~~[^~\n]+~~"#, .gd),
                    Rule(parts: [
                        .init(#"!?\["#, .text), .init(#"[^\]\n]+"#, .nt), .init(#"\]\("#, .text),
                        .init(#"[^)\n]+"#, .na), .init(#"\)"#, .text),
                    ]),
                    Rule(
                        parts: [
                            .init(#"\["#, .text), .init(#"[^\]\n]+"#, .nl), .init(#"\]: *"#, .text),
                            .init(#"[^\s]+"#, .na),
                        ], at: .lineStart), Rule(#"[@#][\w/:]+"#, .n),
                    Rule(#"[^\s`*_~\[!#@>][^\n`*_~\[!]*"#, .text), Rule(#"[^\n]"#, .text),
                ])
        ])
}
