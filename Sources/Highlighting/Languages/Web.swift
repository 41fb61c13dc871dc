extension Languages {
    static let javascriptWords: [WordList] = [
        WordList(
            .k,
            """
            for in while do break return continue switch case default if else throw try catch finally yield await of
            async static get set as from
            """),
        WordList(.k, "new typeof instanceof delete void this super import export"),
        WordList(.kd, "let var const with function class extends debugger"),
        WordList(.kr, "abstract enum implements interface package private protected public eval"),
        WordList(.kc, "true false null NaN Infinity undefined"),
        WordList(
            .nb,
            """
            Array Boolean Date BigInt Math ArrayBuffer Symbol Number Object RegExp String Promise Proxy decodeURI
            decodeURIComponent encodeURI encodeURIComponent Error eval isFinite isNaN isSafeInteger parseFloat parseInt
            DataView document window globalThis global Map Set WeakMap WeakSet WeakRef Intl JSON Atomics Reflect
            SharedArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array
            """),
    ]

    static let typescriptWords: [WordList] = [
        WordList(.k, "keyof infer is asserts satisfies"),
        WordList(
            .kr,
            "abstract enum implements interface private protected public readonly override declare namespace type module unique"
        ),
        WordList(.kt, "string number boolean any unknown never object symbol bigint"),
    ]

    static let scriptStates: [StateDefinition] = [
        StateDefinition(
            "script",
            [
                .include("blanks"), .include("c comments"), Rule(#"#!/[^\n]*"#, .ch, at: .lineStart), Rule("<!--", .cm),
                Rule(#"0[xX][0-9a-fA-F_]+n?"#, .mh), Rule(#"0[bB][01_]+n?"#, .mb), Rule(#"0[oO]?[0-7_]+n?"#, .mo),
                Rule(#"\d[\d_]*n?"#, .mi),
                Rule(#"\d[\d_]*\.\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|\d+[eE][+-]?\d+"#, .mf),
                Rule("\"", .s2, .push("double")), Rule("'", .s1, .push("single")), Rule("`", .sb, .push("backtick")),
                Rule(
                    #"/([^/\\\[\n*]|\\.|\[([^\]\\\n]|\\.)*\])([^/\\\[\n]|\\.|\[([^\]\\\n]|\\.)*\])*/[a-z]*"#, .sr,
                    at: .operandExpected),
                Rule(#"@[A-Za-z_$][\w$.]*"#, .nd),
                Rule(parts: [.init(#"\??\."#, .p), .init(#"[A-Za-z_$#][\w$]*"#, .nx)]),
                .words(#"[A-Za-z_$][\w$]*"#), Rule(#"constructor"#, .k), Rule(#"#?[A-Za-z_$][\w$]*"#, .nx),
                Rule(#"=>"#, .p), Rule(#"[~!%^&*+=|?:<>/@-]|\.\.\.|&&|\|\||\?\?"#, .o), Rule(#"[{}();,.\[\]]"#, .p),
            ]),
        StateDefinition(
            "double", [Rule(#"[^\\"\n]+"#, .s2), Rule(#"\\(.|\n)"#, .s2), Rule("\"", .s2, .pop), .otherwise(.pop)]),
        StateDefinition(
            "single", [Rule(#"[^\\'\n]+"#, .s1), Rule(#"\\(.|\n)"#, .s1), Rule("'", .s1, .pop), .otherwise(.pop)]),
        StateDefinition(
            "backtick",
            [
                Rule(#"[^\\`$]+"#, .sb), Rule(#"\\(.|\n)"#, .sb), Rule(#"\$\{"#, .si, .push("inside")),
                Rule(#"\$"#, .sb), Rule("`", .sb, .pop),
            ]),
        StateDefinition("inside", [Rule(#"\}"#, .si, .pop), Rule(#"\{"#, .p, .push("braces")), .include("root")]),
        StateDefinition("braces", [Rule(#"\}"#, .p, .pop), Rule(#"\{"#, .p, .push("braces")), .include("root")]),
    ]

    /// Elements in the middle of code, recognised by a tag where a value is expected.
    private static let elementStates: [StateDefinition] = [
        StateDefinition(
            "elements",
            [
                Rule(parts: [.init("<", .p), .init(#"[A-Za-z][\w.-]*"#, .nt)], .push("tag"), at: .operandExpected),
                Rule(parts: [.init("</", .p), .init(#"([A-Za-z][\w.-]*)?"#, .nt), .init(">", .p)]),
                Rule("<>", .p, at: .operandExpected),
            ]),
        StateDefinition(
            "tag",
            [
                .include("blanks"), Rule(#"[A-Za-z_][\w:-]*"#, .na), Rule("=", .o), Rule(#""[^"]*""#, .s),
                Rule(#"'[^']*'"#, .s),
                Rule(#"\{"#, .p, .push("braces")), Rule(#"/>"#, .p, .pop), Rule(">", .p, .pop), .otherwise(.pop),
            ]),
    ]

    static let javascript = LanguageDefinition(
        title: "JavaScript", names: ["javascript", "js", "jsx", "mjs", "cjs", "node"], words: javascriptWords,
        states: [StateDefinition("root", [.include("elements"), .include("script")])] + scriptStates + elementStates)

    static let typescript = LanguageDefinition(
        title: "TypeScript", names: ["typescript", "ts", "mts", "cts"], words: typescriptWords + javascriptWords,
        states: [StateDefinition("root", [.include("script")])] + scriptStates)

    static let tsx = LanguageDefinition(
        title: "TSX", names: ["tsx"], words: typescriptWords + javascriptWords,
        states: [StateDefinition("root", [.include("elements"), .include("script")])] + scriptStates + elementStates)

    static let json = LanguageDefinition(
        title: "JSON", names: ["json", "jsonc", "json5", "jsonl", "ndjson", "geojson", "webmanifest"],
        words: [WordList(.kc, "true false null")],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("c comments"), Rule(#"-?\d+"#, .mi),
                    Rule(#"-?\d+(\.\d+)?([eE][+-]?\d+)?"#, .mf),
                    Rule(#""([^"\\\n]|\\.)*""#, .nt, before: [":"]), Rule(#""([^"\\\n]|\\.)*""#, .s2),
                    .words(#"[a-z]+"#),
                    Rule(#"[A-Za-z_$][\w$]*"#, .nt, before: [":"]), Rule(#"[A-Za-z_$][\w$]*"#, .text),
                    Rule(#"'([^'\\\n]|\\.)*'"#, .s1),
                    Rule(#"[{}\[\],:]"#, .p), Rule("\"", .s2, .push("open")),
                ]),
            StateDefinition("open", [Rule(#"[^\\"\n]+|\\."#, .s2), Rule("\"", .s2, .pop), .otherwise(.pop)]),
        ])

    static let html = LanguageDefinition(
        title: "HTML", names: ["html", "htm", "xhtml", "svelte", "vue", "astro"], ignoresCase: true,
        states: [
            StateDefinition(
                "root",
                [
                    Rule(#"[^<&]+"#, .text), Rule(#"&(\w+|#\d+|#x[0-9a-f]+);"#, .ni), Rule("[<&]", .text),
                    Rule("<!--", .c, .through("-->")),
                    Rule(#"<![^>\n]*>"#, .cp), Rule(#"<\?[^>]*>"#, .cp),
                    Rule(
                        parts: [.init("<", .p), .init("script", .nt)], .push("script tag"),
                        before: [">", " ", "\n", "t", "s", "d", "a", "c", "i", "\t"]),
                    Rule(
                        parts: [.init("<", .p), .init("style", .nt)], .push("style tag"),
                        before: [">", " ", "\n", "t", "m", "n", "i", "l"]),
                    Rule(parts: [.init("<", .p), .init(#"[a-z][\w:.-]*"#, .nt)], .push("tag")),
                    Rule(parts: [.init("</", .p), .init(#"[a-z][\w:.-]*"#, .nt), .init(#"\s*"#, .w), .init(">", .p)]),
                ]),
            StateDefinition("tag", [.include("attributes"), Rule(#"/?>"#, .p, .pop)]),
            StateDefinition(
                "script tag", [.include("attributes"), Rule(#"/>"#, .p, .pop), Rule(">", .p, .become("script"))]),
            StateDefinition("style tag", [.include("attributes"), Rule(">", .p, .become("style"))]),
            StateDefinition("script", [.otherwise(.become("script end"))]),
            StateDefinition("script end", [.otherwise(.embed("javascript", until: "</script")), .include("closing")]),
            StateDefinition("style", [.otherwise(.become("style end"))]),
            StateDefinition("style end", [.otherwise(.embed("css", until: "</style")), .include("closing")]),
            StateDefinition(
                "closing",
                [
                    Rule(
                        parts: [.init("</", .p), .init(#"script|style"#, .nt), .init(#"\s*"#, .w), .init(">", .p)], .pop
                    )
                ]),
            StateDefinition(
                "attributes",
                [
                    .include("blanks"),
                    Rule(
                        parts: [.init(#"[^\s=>/"'<]+"#, .na), .init(#"\s*"#, .w), .init("=", .o), .init(#"\s*"#, .w)],
                        .push("value")),
                    Rule(#"[^\s=>/"'<]+"#, .na), Rule("/", .p), Rule(#"["'=]"#, .text), Rule("<", .text, .pop),
                ]),
            StateDefinition(
                "value",
                [
                    Rule("\"", .s, .through("\"")), Rule(#""[^"]*""#, .s, .pop), Rule(#"'[^']*'"#, .s, .pop),
                    Rule(#"[^\s>"']+"#, .s, .pop), .otherwise(.pop),
                ]),
        ])

    static let xml = LanguageDefinition(
        title: "XML", names: ["xml", "svg", "rss", "atom", "xsd", "xsl", "xslt", "wsdl", "plist", "mathml"],
        states: [
            StateDefinition(
                "root",
                [
                    Rule(#"[^<&]+"#, .text), Rule(#"&[^\s;&<]{1,40};"#, .ni), Rule("[<&]", .text),
                    Rule("<!--", .cm, .through("-->")),
                    Rule(#"<!\[CDATA\["#, .cp, .through("]]>")), Rule(#"<![^>]*>"#, .cp),
                    Rule(#"<\?"#, .cp, .through("?>")),
                    Rule(#"<[A-Za-z_:][\w:.-]*"#, .nt, .push("tag")), Rule(#"</[A-Za-z_:][\w:.-]*\s*>"#, .nt),
                ]),
            StateDefinition(
                "tag",
                [
                    .include("blanks"), Rule(#"[\w:.-]+\s*="#, .na, .push("value")), Rule(#"[\w:.-]+"#, .na),
                    Rule(#"/?>"#, .nt, .pop), Rule("/", .nt),
                    Rule("<", .text, .pop),
                ]),
            StateDefinition(
                "value",
                [
                    .include("blanks"), Rule(#""[^"]*""#, .s, .pop), Rule(#"'[^']*'"#, .s, .pop),
                    Rule(#"[^\s>"']+"#, .s, .pop), .otherwise(.pop),
                ]),
        ])

    private static let cssUnits =
        "(%|em|ex|ch|rem|vh|vw|vmin|vmax|dvh|svh|lvh|px|mm|cm|in|pt|pc|q|deg|grad|rad|turn|s|ms|Hz|kHz|dpi|dpcm|dppx|fr|x)"
    private static let cssValues: [StateDefinition] = [
        StateDefinition("css blanks", [.include("blanks"), Rule(#"/\*"#, .cm, .through("*/"))]),
        StateDefinition(
            "values",
            [
                .include("css blanks"), Rule(#"#[0-9a-fA-F]+"#, .mh),
                Rule(parts: [.init(#"[+-]?\d+"#, .mi), .init("\(cssUnits)?", .kt)]),
                Rule(parts: [.init(#"[+-]?\d*\.\d+"#, .mf), .init("\(cssUnits)?", .kt)]), Rule(#"!\s*important"#, .cp),
                Rule("\"", .s2, .push("double")),
                Rule("'", .s1, .push("single")),
                Rule(parts: [.init(#"url"#, .nf), .init(#"\("#, .p), .init(#"[^"')\s][^)\n]*"#, .sx)]),
                Rule(#"--[\w-]+"#, .nv), Rule(#"[A-Za-z_-][\w-]*"#, .nb, before: ["("]),
                .words(#"[A-Za-z_-][\w-]*"#, table: "values"), Rule(#"[A-Za-z_-][\w-]*"#, .n),
                Rule(#"[~^*!%&<>|+=@:./-]"#, .o), Rule(#"[\[\](),]"#, .p), Rule(#"[^\s{};]"#, .text),
            ]),
        StateDefinition("double", [Rule(#"[^\\"\n]+|\\(.|\n)"#, .s2), Rule("\"", .s2, .pop), .otherwise(.pop)]),
        StateDefinition("single", [Rule(#"[^\\'\n]+|\\(.|\n)"#, .s1), Rule("'", .s1, .pop), .otherwise(.pop)]),
    ]
    private static let cssWords = [
        WordList(
            .kc,
            """
            absolute all auto block bold bolder border-box both bottom break-all break-word capitalize center circle collapse
            column contain content-box contents cover currentColor currentcolor dashed default dotted double ease ease-in
            ease-in-out ease-out ellipsis end fixed flex flex-end flex-start grid hidden infinite inherit initial inline
            inline-block inline-flex inside italic justify large larger left lighter linear lowercase medium middle monospace
            no-repeat none normal nowrap opaque outside pointer pre pre-line pre-wrap relative repeat revert right row sans-serif
            scroll serif small smaller solid space-around space-between space-evenly square start static sticky stretch sub super
            table table-cell text top transparent underline unset uppercase visible wrap x-large x-small y
            black white red green blue gray grey silver maroon purple fuchsia lime olive yellow navy teal aqua orange
            """, table: "values"),
        WordList(
            .k,
            """
            align-content align-items align-self all animation animation-delay animation-duration animation-name appearance
            aspect-ratio backdrop-filter background background-color background-image background-position background-repeat
            background-size border border-bottom border-color border-left border-radius border-right border-style border-top
            border-width bottom box-shadow box-sizing caption-side clear clip clip-path color column-gap columns contain content
            counter-increment counter-reset cursor direction display empty-cells fill filter flex flex-basis flex-direction flex-flow
            flex-grow flex-shrink flex-wrap float font font-family font-feature-settings font-size font-style font-variant
            font-weight gap grid grid-area grid-column grid-gap grid-row grid-template grid-template-areas grid-template-columns
            grid-template-rows height hyphens inset isolation justify-content justify-items justify-self left letter-spacing
            line-height list-style list-style-type margin margin-bottom margin-left margin-right margin-top mask max-height
            max-width min-height min-width mix-blend-mode object-fit object-position opacity order outline outline-color
            outline-offset overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left padding-right
            padding-top page-break-after page-break-before place-items pointer-events position quotes resize right row-gap
            scroll-behavior src stroke tab-size table-layout text-align text-decoration text-indent text-overflow text-rendering
            text-shadow text-transform top transform transform-origin transition transition-duration unicode-bidi user-select
            vertical-align visibility white-space widows width will-change word-break word-spacing word-wrap writing-mode z-index zoom
            """, table: "properties"),
    ]

    static let css = LanguageDefinition(
        title: "CSS", names: ["css"], words: cssWords,
        states: [
            StateDefinition(
                "root",
                [
                    .include("css blanks"), Rule(parts: [.init("::?", .p), .init(#"[\w-]+"#, .nd)]),
                    Rule(parts: [.init(#"\."#, .p), .init(#"[\w-]+"#, .nc)]),
                    Rule(parts: [.init("#", .p), .init(#"[\w-]+"#, .nn)]),
                    Rule(parts: [.init("@", .p), .init(#"[\w-]+"#, .k)], .push("at")), Rule(#"[\w-]+"#, .nt),
                    Rule(#"[~^*!%&$\[\]()<>|+=@:;,./?-]"#, .o), Rule("\"", .s2, .push("double")),
                    Rule("'", .s1, .push("single")), Rule(#"\{"#, .p, .push("block")),
                    Rule(#"\}"#, .p),
                ]),
            StateDefinition("at", [Rule(#"\{"#, .p, .become("nested")), Rule(";", .p, .pop), .include("values")]),
            // What stands in an at-rule: rules or declarations.
            StateDefinition(
                "nested",
                [
                    Rule(#"\}"#, .p, .pop),
                    Rule(
                        parts: [.init(#"[a-z-]+"#, .k), .init(#"\s*"#, .w), .init(":", .p)], .push("declaration"),
                        at: .firstOnLine, before: [" "]), .include("root"),
                ]),
            StateDefinition(
                "block",
                [
                    .include("css blanks"), Rule(#"\}"#, .p, .pop), Rule(";", .p),
                    Rule(#"--[\w-]+"#, .nv, .push("declaration")),
                    .words(#"[A-Za-z-][\w-]*"#, table: "properties", before: [":"]),
                    Rule(#"-[a-z]+-[\w-]+"#, .kp, before: [":"]), Rule(#"[A-Za-z-][\w-]*"#, .n, before: [":"]),
                    Rule(":", .p, .push("declaration")),
                    Rule(parts: [.init("&", .o), .init(#"::?"#, .p), .init(#"[\w-]+"#, .nd)]), Rule(#"[&>+~]"#, .o),
                    Rule(parts: [.init(#"\."#, .p), .init(#"[\w-]+"#, .nc)]), Rule(#"\{"#, .p, .push("block")),
                    Rule(parts: [.init("@", .p), .init(#"[\w-]+"#, .k)], .push("at")), Rule(#"[\w-]+"#, .nt),
                    Rule(",", .o),
                ]),
            StateDefinition("declaration", [Rule(":", .p), Rule(";", .p, .pop), .include("values"), .otherwise(.pop)]),
        ] + cssValues)

    static let scss = LanguageDefinition(
        title: "SCSS", names: ["scss", "sass", "less"], words: cssWords,
        states: [
            StateDefinition(
                "root",
                [
                    .include("css blanks"), Rule(#"//[^\n]*"#, .c1), Rule(#"@[\w-]+"#, .k, .push("at")),
                    Rule(#"\$[\w-]+"#, .nv, .push("variable")),
                    .words(#"[a-z-][\w-]*"#, table: "properties", before: [":"]),
                    Rule(parts: [.init(#"[a-z-][\w-]*"#, .na), .init(":", .p)], .push("declaration"), before: [" "]),
                    Rule(
                        parts: [.init(#"[a-z-][\w-]*"#, .na), .init(":", .p)], .push("declaration"),
                        before: ["$", "#", "\"", "("]),
                    Rule(parts: [.init(#"\."#, .p), .init(#"[\w-]+"#, .nc)]),
                    Rule(parts: [.init("#", .p), .init(#"[\w-]+"#, .nn)]),
                    Rule(parts: [.init("::?", .p), .init(#"[\w-]+"#, .nd)]), Rule(#"%[\w-]+"#, .nc),
                    Rule(#"#\{"#, .si, .push("inside")), Rule("&", .k), Rule(#"[\w-]+"#, .nt),
                    Rule(#"[~^*!&\[\]()<>|+=@:;,./?-]"#, .o), Rule("\"", .s2, .push("double")),
                    Rule("'", .s1, .push("single")),
                    Rule(#"[{}]"#, .p),
                ]),
            StateDefinition(
                "at",
                [
                    Rule(#"[{;]"#, .p, .pop), Rule(#"\}"#, .p, .pop), Rule(#"#\{"#, .si, .push("inside")),
                    Rule(#"\$[\w-]+"#, .nv), .include("values"), .otherwise(.pop),
                ]),
            StateDefinition(
                "variable",
                [
                    Rule(":", .o), Rule(";", .p, .pop), Rule(#"\$[\w-]+"#, .nv), Rule("!default", .cp),
                    Rule(#"//[^\n]*"#, .c1), .include("values"), .otherwise(.pop),
                ]),
            StateDefinition(
                "declaration",
                [
                    Rule(";", .p, .pop), Rule(#"\{"#, .p, .pop), Rule(#"#\{"#, .si, .push("inside")),
                    Rule(#"\$[\w-]+"#, .nv), Rule(#"//[^\n]*"#, .c1), .include("values"), .otherwise(.pop),
                ]),
            StateDefinition(
                "inside", [Rule(#"\}"#, .si, .pop), Rule(#"\$[\w-]+"#, .nv), .include("values"), .otherwise(.pop)]),
        ] + cssValues)

    static let graphql = LanguageDefinition(
        title: "GraphQL", names: ["graphql", "gql"],
        words: [
            WordList(
                .k,
                "query mutation subscription fragment on type interface union enum input scalar schema extend implements directive repeatable"
            ),
            WordList(.kc, "true false null"), WordList(.kt, "Int Float String Boolean ID"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("hash comments"), Rule(#"-?\d+"#, .mi),
                    Rule(#"-?\d+(\.\d+)?([eE][+-]?\d+)?"#, .mf), Rule(#"""""#, .s, .through("\"\"\"")),
                    Rule(#""([^"\\\n]|\\.)*""#, .s), Rule(#"\$[A-Za-z_]\w*"#, .nv), Rule(#"@[A-Za-z_]\w*"#, .nd),
                    .words(#"[A-Za-z_]\w*"#), Rule(#"[A-Z]\w*"#, .nc), Rule(#"[a-z_]\w*"#, .na),
                    Rule(#"[!=|&:]|\.\.\."#, .o), Rule(#"[{}()\[\],]"#, .p),
                ])
        ])

    static let http = LanguageDefinition(
        title: "HTTP", names: ["http", "https"],
        states: [
            StateDefinition(
                "root",
                [
                    Rule(
                        parts: [
                            .init("[A-Z]+", .nf), .init(" +", .w), .init(#"[^ \n]+"#, .nn), .init(" +", .w),
                            .init("HTTP", .kr), .init("/", .o), .init(#"[\d.]+"#, .m),
                        ], .become("fields"), at: .lineStart),
                    Rule(
                        parts: [
                            .init("HTTP", .kr), .init("/", .o), .init(#"[\d.]+"#, .m), .init(" +", .w),
                            .init(#"\d{3}"#, .m), .init(" *", .w), .init(#"[^\n]*"#, .ne),
                        ], .become("fields"), at: .lineStart),
                    .include("field"), Rule(#"\n"#, .w), Rule(#"[^\n]"#, .text),
                ]),
            StateDefinition(
                "field",
                [
                    Rule(
                        parts: [
                            .init(#"[!#$%&'*+.^_`|~\w-]+"#, .na), .init(" *", .w), .init(":", .o),
                            .init(#"[ \t]*"#, .w), .init(#"[^\n]*"#, .l),
                        ], at: .lineStart)
                ]),
            StateDefinition(
                "fields",
                [
                    .include("field"), Rule(#"\n"#, .w), Rule(#"\r?\n\r?\n"#, .w, .become("body")),
                    Rule(#"[^\n]"#, .text),
                ]),
            StateDefinition(
                "body",
                [
                    Rule(#"[\[{]"#, .p, .embed("json", until: "\n\n")), Rule("<", .text),
                    Rule(#"[^\[{<][^\n]*"#, .text), Rule(#"\n"#, .w),
                ]),
        ])
}
