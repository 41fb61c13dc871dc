extension Languages {
    private static let cStates: [StateDefinition] = [
        StateDefinition(
            "c root",
            [
                .include("blanks"), .include("c comments"), .include("c numbers"),
                Rule(
                    parts: [
                        .init(#"#[ \t]*(include|import)"#, .cp), .init(#"[ \t]*"#, .w),
                        .init(#"<[^>\n]+>|"[^"\n]+""#, .cpf),
                    ],
                    at: .firstOnLine),
                Rule(#"#[ \t]*\w*"#, .cp, .push("macro"), at: .firstOnLine),
                Rule(#"(L|u8|u|U)?""#, .s, .push("string")),
                Rule(#"(L|u8|u|U)?'(\\[^\n']+|[^\\'\n])'"#, .sc),
                .words(#"[A-Za-z_]\w*"#),
                Rule(#"[A-Za-z_]\w*"#, .n),
                Rule(#"[~!%^&*+=|?:<>/@.-]"#, .o), Rule(#"::"#, .o), Rule(#"[{}();,\[\]]"#, .p), Rule(#"\."#, .p),
                Rule(#"\\\n?"#, .text),
            ]),
        StateDefinition(
            "macro",
            [
                Rule(#"[^\n/\\]+"#, .cp), Rule(#"\\(.|\n)"#, .cp), Rule(#"//[^\n]*"#, .c1),
                Rule(#"/\*"#, .cm, .through("*/")), Rule("/", .cp), Rule(#"\n"#, .cp, .pop),
            ]),
        StateDefinition(
            "string",
            [Rule(#"[^\\"\n]+"#, .s), .include("c escapes"), Rule(#"\\"#, .s), Rule("\"", .s, .pop), .otherwise(.pop)]),
    ]

    static let cWords = [
        WordList(
            .k,
            """
            asm auto break case const continue default do else extern for goto if register restricted return sizeof static
            switch typedef volatile while inline _Static_assert _Generic _Noreturn _Alignas _Alignof
            """),
        WordList(.k, "struct union enum restrict"),
        WordList(
            .kt,
            """
            bool int long float short double char unsigned signed void size_t ssize_t off_t wchar_t ptrdiff_t time_t int8_t
            int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t intmax_t uintmax_t FILE
            int_fast8_t int_fast16_t int_fast32_t int_fast64_t pid_t mode_t clock_t va_list DIR _Bool _Complex _Imaginary
            """),
        WordList(.nb, "NULL true false TRUE FALSE"),
    ]

    static let c = LanguageDefinition(
        title: "C", names: ["c", "h"], words: cWords,
        states: [
            StateDefinition(
                "root",
                [
                    .include("c root"), Rule(#"[A-Za-z_]\w*"#, .nf, at: .lineStart, before: ["("]),
                    Rule(parts: [.init(#"[A-Za-z_]\w*"#, .nl), .init(":", .p)], at: .firstOnLine, before: ["\n", ""]),
                ])
        ] + cStates)

    static let cpp = LanguageDefinition(
        title: "C++", names: ["cpp", "c++", "cc", "cxx", "hpp", "hh", "h++"],
        words: [
            WordList(
                .k,
                """
                alignas alignof and and_eq asm bitand bitor catch class co_await co_return co_yield compl concept const_cast
                consteval constexpr constinit decltype delete dynamic_cast explicit export final friend import module mutable
                namespace new noexcept not not_eq operator or or_eq override private protected public reinterpret_cast
                requires static_assert static_cast template this thread_local throw try typeid typename using virtual xor
                xor_eq restrict
                """),
            WordList(.kt, "char8_t char16_t char32_t"), WordList(.k, "nullptr"),
            WordList(.kd, "", .stay),
        ] + cWords,
        states: [
            StateDefinition(
                "root",
                [
                    Rule(
                        #"(L|u8|u|U)?R"[^\n ()"\\]{0,16}\("#, .s,
                        .closing(prefix: ")", keeping: rawDelimiters, suffix: "\"")),
                    Rule(parts: [.init("class|struct", .k), .init(#"[ \t]+"#, .w), .init(#"[A-Za-z_]\w*"#, .nc)]),
                    Rule(
                        parts: [
                            .init("enum", .k), .init(#"[ \t]+"#, .w), .init("class|struct", .k), .init(#"[ \t]+"#, .w),
                            .init(#"[A-Za-z_]\w*"#, .nc),
                        ]),
                    Rule(parts: [.init("namespace", .k), .init(#"[ \t]+"#, .w), .init(#"[A-Za-z_][\w:]*"#, .nn)]),
                    Rule(#"\[\[[^\]\n]*\]\]"#, .p),
                    .include("c root"), Rule(#"[A-Za-z_]\w*"#, .nf, at: .lineStart, before: ["("]),
                ])
        ] + cStates)
    private static let rawDelimiters = "abcdefghijklmnopqrstvwxyz_ABCDEFGHIJKMNOPQSTVWXYZ-=*+#"

    static let objectiveC = LanguageDefinition(
        title: "Objective-C", names: ["objective-c", "objc", "objectivec", "obj-c", "m", "mm"],
        words: [
            WordList(
                .k,
                """
                in self super nonatomic atomic readonly readwrite strong weak copy assign nullable nonnull retain
                __weak __strong __block __bridge __unsafe_unretained instancetype _Nullable _Nonnull
                """),
            WordList(.kt, "id SEL IMP Class BOOL NSInteger NSUInteger CGFloat"), WordList(.nb, "YES NO nil Nil"),
        ] + cWords,
        states: [
            StateDefinition(
                "root",
                [
                    Rule(#"@(interface|implementation|protocol|class)"#, .k, .push("declared")),
                    Rule(#"@[a-z]+"#, .k), Rule(#"@""#, .s, .push("string")), Rule(#"@[\[({]"#, .l),
                    Rule(#"@\d+(\.\d+)?"#, .mi), .include("c root"),
                    Rule(#"[A-Za-z_]\w*"#, .nf, at: .lineStart, before: ["("]),
                ]),
            StateDefinition(
                "declared", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_]\w*"#, .nc, .pop), .otherwise(.pop)]),
        ] + cStates)

    static let csharp = LanguageDefinition(
        title: "C#", names: ["csharp", "c#", "cs"],
        words: [
            WordList(
                .k,
                """
                abstract as async await base break by case catch checked const continue default delegate do else event
                explicit extern finally fixed for foreach goto if implicit in interface internal is let lock new on operator
                out override params private protected public readonly ref return sealed sizeof stackalloc static switch this
                throw try typeof unchecked unsafe virtual void while get set add remove partial yield alias ascending
                descending dynamic file from global group init into join managed nameof notnull orderby record required
                scoped select unmanaged value var when where with
                """),
            WordList(.kc, "true false null"),
            WordList(
                .kt,
                "bool byte char decimal double float int long object sbyte short string uint ulong ushort nint nuint"),
            WordList(.k, "class struct enum", .push("declared")), WordList(.k, "namespace using", .push("namespace")),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("c comments"), .include("c numbers"),
                    Rule(#"#[ \t]*[a-z]+[^\n]*"#, .cp, at: .firstOnLine),
                    Rule(#"\$?""""#, .s, .through("\"\"\"")), Rule(#"(\$@|@\$|@)""#, .s, .push("verbatim")),
                    Rule(#"\$?""#, .s, .push("string")), Rule(#"'(\\[^\n']+|[^\\'\n])'"#, .sc),
                    Rule(#"\[[A-Za-z_][\w.]*"#, .na, at: .firstOnLine),
                    .words(#"@?[A-Za-z_]\w*"#),
                    Rule(#"[A-Za-z_]\w*"#, .nf, before: ["("]), Rule(#"@?[A-Za-z_]\w*"#, .n),
                    Rule(#"[~!%^&*()+=|\[\]:;,.<>/?{}-]"#, .p),
                ]),
            StateDefinition("declared", [Rule(#"[ \t]+"#, .w), Rule(#"@?[A-Za-z_]\w*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition(
                "namespace",
                [Rule(#"[ \t]+"#, .w), Rule(#"\("#, .p, .pop), Rule(#"[A-Za-z_][\w.]*"#, .nn, .pop), .otherwise(.pop)]),
            StateDefinition(
                "string",
                [
                    Rule(#"[^\\"\n]+"#, .s), Rule(#"\\."#, .se), Rule("\"", .s, .pop), .otherwise(.pop),
                ]),
            StateDefinition("verbatim", [Rule(#"([^"]|"")+"#, .s), Rule("\"", .s, .pop)]),
        ])

    static let java = LanguageDefinition(
        title: "Java", names: ["java"],
        words: [
            WordList(
                .k,
                """
                assert break case catch continue default do else finally for if goto instanceof new return switch this throw
                try while yield when
                """),
            WordList(
                .kd,
                """
                abstract const enum extends final implements native private protected public sealed permits static strictfp
                super synchronized throws transient volatile
                """),
            WordList(.kt, "boolean byte char double float int long short void"),
            WordList(.kc, "true false null"), WordList(.kd, "class interface record", .push("declared")),
            WordList(.kd, "var"), WordList(.kn, "import package", .push("import")),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("c comments"), .include("c numbers"),
                    Rule(#"""""#, .s, .through("\"\"\"", escapes: true)), Rule("\"", .s, .push("string")),
                    Rule(#"'(\\[^\n']+|[^\\'\n])'"#, .sc), Rule(#"@interface"#, .kd, .push("declared")),
                    Rule(#"@[A-Za-z_$][\w.$]*"#, .nd),
                    Rule(parts: [.init(#"\."#, .p), .init(#"[A-Za-z_$][\w$]*"#, .na)]),
                    .words(#"[A-Za-z_$][\w$]*"#),
                    Rule(#"[a-z_$][\w$]*"#, .nf, before: ["("]), Rule(#"[A-Za-z_$][\w$]*"#, .n),
                    Rule(#"[~^*!%&<>|+=/?:-]"#, .o), Rule(#"[{}();,\[\].]"#, .p),
                ]),
            StateDefinition(
                "declared", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_$][\w$]*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition(
                "import",
                [
                    Rule(#"[ \t]+"#, .w),
                    Rule(parts: [.init("static", .kn), .init(#"[ \t]+"#, .w), .init(#"[\w.*$]+"#, .nn)], .pop),
                    Rule(#"[\w.*$]+"#, .nn, .pop), .otherwise(.pop),
                ]),
            StateDefinition(
                "string", [Rule(#"[^\\"\n]+"#, .s), Rule(#"\\."#, .s), Rule("\"", .s, .pop), .otherwise(.pop)]),
        ])

    static let kotlin = LanguageDefinition(
        title: "Kotlin", names: ["kotlin", "kt", "kts"],
        words: [
            WordList(
                .k,
                """
                abstract actual annotation as break by catch companion const constructor continue crossinline data delegate do
                dynamic else enum expect external final finally for get if import in infix init inline inner
                internal is lateinit noinline null open operator out override package private protected public
                reified return sealed set super suspend tailrec this throw true false try typealias
                typeof value vararg when where while
                """),
            WordList(.k, "class interface object", .push("declared")), WordList(.kd, "val var"),
            WordList(.k, "fun", .push("function")),
            WordList(
                .kt,
                "Boolean Byte Char Double Float Int Long Short String Unit Any Nothing UByte UInt ULong UShort"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), Rule(#"//[^\n]*"#, .c1), Rule(#"/\*"#, .cm, .through("*/", nests: "/*")),
                    .include("c numbers"), Rule(#"""""#, .s, .push("text")), Rule("\"", .s, .push("string")),
                    Rule(#"'(\\[^\n']+|[^\\'\n])'"#, .sc), Rule(#"@[A-Za-z_][\w:.]*"#, .nd),
                    .words(#"[A-Za-z_]\w*"#), Rule(#"[A-Za-z_]\w*"#, .n), Rule(#"`[^`\n]+`"#, .n),
                    Rule(#"[~!%^&*+=|:<>/?-]"#, .o), Rule(#"[{}();,\[\].]"#, .p), Rule(#"\.\.<?"#, .o),
                ]),
            StateDefinition("declared", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_]\w*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition(
                "function",
                [
                    Rule(#"[ \t]+"#, .w), Rule("<", .o, .push("generics")),
                    Rule(#"[A-Za-z_]\w*"#, .kt, before: [".", "?", "<"]),
                    Rule(#"[.?]"#, .p), Rule(#"[A-Za-z_]\w*|`[^`\n]+`"#, .nf, .pop), .otherwise(.pop),
                ]),
            StateDefinition(
                "generics",
                [Rule(">", .o, .pop), Rule("<", .o, .push("generics")), Rule(#"[^<>\n]+"#, .n), .otherwise(.pop)]),
            StateDefinition(
                "string",
                [
                    Rule(#"[^\\"$\n]+"#, .s), Rule(#"\\."#, .se), Rule("\"", .s, .pop), .include("template"),
                    .otherwise(.pop),
                ]),
            StateDefinition(
                "text", [Rule(#"""""#, .s, .pop), Rule(#"[^"$]+"#, .s), Rule("\"", .s), .include("template")]),
            StateDefinition(
                "template", [Rule(#"\$[A-Za-z_]\w*"#, .si), Rule(#"\$\{"#, .si, .push("inside")), Rule(#"\$"#, .s)]),
            StateDefinition(
                "inside", [Rule(#"\}"#, .si, .pop), Rule(#"\{"#, .p, .push("inside")), .include("root")]),
        ])

    static let scala = LanguageDefinition(
        title: "Scala", names: ["scala", "sbt"],
        words: [
            WordList(
                .k,
                """
                abstract case catch do else end enum export extends extension final finally for forSome given if implicit
                infix inline lazy match new opaque open override private protected return sealed super then throw transparent
                try using while with yield derives
                """),
            WordList(.kd, "val var", .push("value")), WordList(.kd, "def", .push("function")),
            WordList(.k, "class object trait type", .push("declared")), WordList(.k, "import package"),
            WordList(.kc, "true false null"), WordList(.k, "this"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), Rule(#"//[^\n]*"#, .c1), Rule(#"/\*"#, .cm, .through("*/", nests: "/*")),
                    .include("c numbers"), Rule(#"[a-z]*""""#, .s, .through("\"\"\"")),
                    Rule(#"[a-z]*""#, .s, .push("string")),
                    Rule(#"'(\\[^\n']+|[^\\'\n])'"#, .sc), Rule(#"@[A-Za-z_][\w.]*"#, .nd),
                    .words(#"[A-Za-z_$][\w$]*"#), Rule(#"[A-Z][\w$]*"#, .nc), Rule(#"[a-z_$][\w$]*"#, .n),
                    Rule(#"`[^`\n]+`"#, .n),
                    Rule(#"[~!%^&*+=|:<>/?#-]"#, .o), Rule(#"[{}();,\[\].]"#, .p),
                ]),
            StateDefinition(
                "declared", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_$][\w$]*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition("function", [Rule(#"[ \t]+"#, .w), Rule(#"[^\s(\[:=]+"#, .nf, .pop), .otherwise(.pop)]),
            StateDefinition("value", [Rule(#"[ \t]+"#, .w), Rule(#"[a-z_$][\w$]*"#, .nv, .pop), .otherwise(.pop)]),
            StateDefinition(
                "string",
                [
                    Rule(#"[^\\"$\n]+"#, .s), Rule(#"\\."#, .se), Rule(#"\$\{[^}\n]*\}|\$[A-Za-z_]\w*|\$"#, .si),
                    Rule("\"", .s, .pop), .otherwise(.pop),
                ]),
        ])

    static let dart = LanguageDefinition(
        title: "Dart", names: ["dart", "flutter"],
        words: [
            WordList(
                .k,
                """
                assert async await break case catch continue default do else finally for if in is new rethrow return super
                switch sync this throw try when while with yield
                """),
            WordList(
                .kd,
                "abstract base const covariant dynamic enum extends external factory final get implements interface late mixin operator required sealed set static typedef extension on"
            ),
            WordList(.kd, "class", .push("declared")), WordList(.kd, "var"),
            WordList(.k, "import export part library show hide as deferred"),
            WordList(.kc, "true false null"),
            WordList(.kt, "bool double int num Object String void Function List Map Set Future Stream Never Iterable"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("c comments"), .include("c numbers"),
                    Rule(#"r?"""""#, .s2, .through("\"\"\"")),
                    Rule(#"r?'''"#, .s1, .through("'''")), Rule(#"r"[^"\n]*""#, .s2), Rule(#"r'[^'\n]*'"#, .s1),
                    Rule("\"", .s2, .push("double")), Rule("'", .s1, .push("single")),
                    Rule(#"@[A-Za-z_$][\w.$]*"#, .nd),
                    .words(#"[A-Za-z_$][\w$]*"#), Rule(#"[A-Za-z_$][\w$]*"#, .n),
                    Rule(#"[~!%^&*+=|?:<>/-]"#, .o), Rule(#"[{}();,\[\].]"#, .p),
                ]),
            StateDefinition(
                "declared", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_$][\w$]*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition(
                "double", [Rule(#"[^\\"$\n]+"#, .s2), .include("template"), Rule("\"", .s2, .pop), .otherwise(.pop)]),
            StateDefinition(
                "single", [Rule(#"[^\\'$\n]+"#, .s1), .include("template"), Rule("'", .s1, .pop), .otherwise(.pop)]),
            StateDefinition(
                "template",
                [Rule(#"\\."#, .se), Rule(#"\$[A-Za-z_]\w*"#, .si), Rule(#"\$\{[^}\n]*\}"#, .si), Rule(#"\$"#, .s)]),
        ])
}
