extension Languages {
    static let bash = LanguageDefinition(
        title: "Bash", names: ["bash", "sh", "shell", "zsh", "ksh", "fish", "shellscript", "env", "dotenv"],
        words: [
            WordList(
                .k, "if fi else while in do done for then return function case select break continue until esac elif"),
            WordList(
                .nb,
                """
                alias bg bind builtin caller cd command compgen complete declare dirs disown echo enable eval exec exit export
                false fc fg getopts hash help history jobs kill let local logout popd printf pushd pwd read readonly set shift
                shopt source suspend test time times trap true type typeset ulimit umask unalias unset wait
                """),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("line blanks"), Rule(#"#!/[^\n]*"#, .ch, at: .lineStart),
                    Rule(#"#[^\n]*"#, .c1, at: .firstOnLine), Rule(#"[ \t;]#[^\n]*"#, .c1),
                    .include("expansions"), Rule(parts: [.init(#"[A-Za-z_]\w*"#, .nv), .init(#"\+?="#, .o)]),
                    Rule(#"\d+"#, .m), Rule(#"\\(.|\n)"#, .se),
                    Rule(#"<<-?[ \t]*["']?\\?[A-Za-z_]\w*["']?"#, .s, .heredoc(.s)), Rule(#"<<<"#, .o),
                    Rule(#"[\[\]{}()=]|\[\[|\]\]"#, .o), Rule(#"&&|\|\||;;"#, .o), Rule(#"[;<>|&]"#, .p),
                    .words(
                        #"[A-Za-z_]\w*"#,
                        before: [
                            "\n", ";", "", "$", "\"", "'", "-", "<", ">", "(", "[", "{", "!", "~", "/", "|", "&", ")",
                            "}", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q",
                            "r", "s", "t", "u", "v", "w", "x", "y", "z", "A", "B", "C", "D", "E", "F", "G", "H", "I",
                            "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U", "V", "W", "X", "Y", "Z", "_",
                            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "#", "*", "\\", "`", ":",
                        ]),
                    Rule(#"[^\s\[\]{}()$"'`\\<&|;=#\d][^\s\[\]{}()$"'`\\<>&|;=#]*"#, .text), Rule("#", .text),
                    Rule(#"[^\s]"#, .text),
                ]),
            StateDefinition(
                "expansions",
                [
                    Rule(#"\$\("#, .nv, .push("command")), Rule(#"\$\(\("#, .k, .push("arithmetic")),
                    Rule(#"\$\{#?"#, .si, .push("parameter")), Rule(#"\$[A-Za-z_]\w*"#, .nv),
                    Rule(#"\$(\d+|[#$?!_*@-])"#, .nv),
                    Rule("\"", .s2, .push("double")), Rule(#"\$?'"#, .s1, .through("'")),
                    Rule(#"\$'"#, .s1, .through("'", escapes: true)), Rule("`", .sb, .push("backtick")),
                    Rule(#"\$"#, .text),
                ]),
            StateDefinition(
                "double", [Rule(#"[^\\"$`]+|\\(.|\n)"#, .s2), Rule("\"", .s2, .pop), .include("expansions")]),
            StateDefinition("backtick", [Rule("`", .sb, .pop), .include("root")]),
            StateDefinition("command", [Rule(#"\)"#, .nv, .pop), Rule(#"\("#, .o, .push("nested")), .include("root")]),
            StateDefinition("nested", [Rule(#"\)"#, .o, .pop), Rule(#"\("#, .o, .push("nested")), .include("root")]),
            StateDefinition(
                "arithmetic",
                [
                    Rule(#"\)\)"#, .k, .pop), Rule(#"[+*/%&|<>^!~=?:,-]"#, .o), Rule(#"\d+"#, .m),
                    Rule(#"[A-Za-z_]\w*"#, .nv), Rule(#"[ \t\n]+"#, .w), Rule(#"\)"#, .o), Rule(#"\("#, .o),
                    .include("expansions"),
                ]),
            StateDefinition(
                "parameter",
                [
                    Rule(#"\}"#, .si, .pop), Rule(#":[-+?=]?|[-+?=]"#, .k), Rule(#"[A-Za-z_]\w*"#, .nv),
                    Rule(#"[#%/:^,@*!\[\]]+"#, .p), .include("expansions"), Rule(#"[^}$"'`]"#, .text),
                ]),
        ])

    static let console = LanguageDefinition(
        title: "Console",
        names: ["console", "shell-session", "bash-session", "shellsession", "sh-session", "terminal"],
        states: [
            StateDefinition(
                "root",
                [
                    Rule(#"[$#%>] "#, .gp, .embed("bash", until: "\n"), at: .lineStart),
                    Rule(#"[$#%>]"#, .gp, at: .lineStart, before: ["\n", ""]),
                    Rule(
                        #"(\([\w.-]+\) )?[\w.-]+@[\w.-]+[: ]?[^\s$#%>]*[ ]?[$#%>] ?"#, .gp, .embed("bash", until: "\n"),
                        at: .lineStart), Rule(#"[~/][^\s$#]*[$#] "#, .gp, .embed("bash", until: "\n"), at: .lineStart),
                    Rule(#"PS [^\n>]*> "#, .gp, .embed("powershell", until: "\n"), at: .lineStart),
                    Rule(#"[A-Z]:\\[^\n>]*>"#, .gp, .embed("powershell", until: "\n"), at: .lineStart),
                    Rule(#"\n"#, .w), .otherwise(.push("output")),
                ]),
            StateDefinition("output", [Rule(#"[^\n]+"#, .go, .pop), .otherwise(.pop)]),
        ])

    static let powershell = LanguageDefinition(
        title: "PowerShell", names: ["powershell", "pwsh", "ps1", "posh", "psm1", "ps"], ignoresCase: true,
        words: [
            WordList(
                .k,
                """
                while validateset trap return remotely inline in if from foreach for finally exit enum elseif else dynamicparam do
                default continue cmdletbinding break begin process param parallel filter end try catch switch throw class using workflow until
                """),
            WordList(.k, "function", .push("function")),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("hash comments"), Rule("<#", .cm, .through("#>")),
                    Rule("\"", .s2, .push("double")), Rule("'", .s1, .through("'")),
                    Rule(#"@"\n"#, .sh, .through("\n\"@")), Rule(#"@'\n"#, .sh, .through("\n'@")),
                    Rule(#"\$\{[^}\n]*\}|\$([a-z_]\w*:)?[a-z_]\w*|\$[_?^$]"#, .nv), Rule(#"@[a-z_]\w*"#, .nv),
                    Rule(#"-[a-z]+"#, .n), .words(#"-[a-z]+"#, table: "operators"),
                    Rule(#"\[[a-z_][\w.\[\]`]*\]"#, .kt),
                    Rule(#"[a-z]+-[a-z]\w*"#, .nb), .words(#"[a-z_]\w*"#), Rule(#"[a-z_]\w*"#, .n),
                    Rule(#"\d+(\.\d+)?(kb|mb|gb|tb|pb)?|0x[0-9a-f]+"#, .mi),
                    Rule(#"[$@+*/%&|<>^!~=?.:,;`(){}\[\]\\-]"#, .p),
                ]),
            StateDefinition("function", [Rule(#"[ \t]+"#, .w), Rule(#"[a-z_][\w:-]*"#, .nf, .pop), .otherwise(.pop)]),
            StateDefinition(
                "double",
                [
                    Rule(#"[^"$`]+"#, .s2), Rule(#"`(.|\n)|"""#, .se), Rule(#"\$\("#, .si, .push("inside")),
                    Rule(#"\$\{[^}\n]*\}|\$([a-z_]\w*:)?[a-z_]\w*"#, .nv), Rule(#"\$"#, .s2), Rule("\"", .s2, .pop),
                ]),
            StateDefinition("inside", [Rule(#"\)"#, .si, .pop), Rule(#"\("#, .p, .push("nested")), .include("root")]),
            StateDefinition("nested", [Rule(#"\)"#, .p, .pop), Rule(#"\("#, .p, .push("nested")), .include("root")]),
        ])

    static let dockerfile = LanguageDefinition(
        title: "Dockerfile", names: ["docker", "dockerfile", "containerfile"], ignoresCase: true,
        states: [
            StateDefinition(
                "root",
                [
                    .include("line blanks"), Rule(#"#[^\n]*"#, .c1, at: .firstOnLine),
                    Rule(#"FROM"#, .k, .push("from"), at: .firstOnLine, before: image),
                    Rule(#"(RUN|CMD|ENTRYPOINT|HEALTHCHECK|SHELL)"#, .k, .push("command"), at: .firstOnLine),
                    Rule(
                        #"(ADD|ARG|COPY|ENV|EXPOSE|LABEL|MAINTAINER|ONBUILD|STOPSIGNAL|USER|VOLUME|WORKDIR)"#, .k,
                        .push("arguments"), at: .firstOnLine),
                    Rule(#"[^\s]"#, .text),
                ]),
            StateDefinition(
                "from",
                [
                    Rule(#"[ \t]+"#, .w), Rule("AS", .k), Rule(#"--\w+=[^\s]+"#, .o), Rule(#"[^\s]+"#, .s),
                    Rule(#"\n"#, .w, .pop),
                ]),
            StateDefinition(
                "command", [Rule(#"[ \t]"#, .w, .become("line")), Rule(#"[^\n]"#, .text, .pop), Rule(#"\n"#, .w, .pop)]),
            // A command goes on while lines end in a backslash; each piece is a shell's.
            StateDefinition(
                "line",
                [
                    Rule(#"[^\\\n]"#, .text, .embed("bash", until: "\n")), Rule(#"\\"#, .se),
                    Rule(#"\n"#, .w, .become("next")),
                ]),
            StateDefinition(
                "next",
                [
                    Rule(#"[ \t]+"#, .w), Rule(#"[ \t]+[^\s#]"#, .text, .embed("bash", until: "\n")),
                    Rule(#"#[^\n]*"#, .c1), Rule(#"\n"#, .w), .otherwise(.pop),
                ]),
            StateDefinition(
                "arguments",
                [
                    Rule(#"[ \t]+"#, .w), Rule(#"\\\n"#, .se), Rule(#"\n"#, .w, .pop), Rule(#""([^"\\\n]|\\.)*""#, .s2),
                    Rule(#"'[^'\n]*'"#, .s1), Rule(#"\$\{?\w+\}?"#, .nv), Rule(#"--[\w-]+"#, .o),
                    Rule(#"[=\[\],:]"#, .o), Rule(#"[^\s="'$\[\],:\\]+"#, .s), Rule(#"[\\$"']"#, .s),
                ]),
        ])
    private static let image = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$-0123456789").map(
        String.init)

    static let makefile = LanguageDefinition(
        title: "Makefile", names: ["make", "makefile", "mf", "bsdmake", "mk"],
        states: [
            StateDefinition(
                "root",
                [
                    Rule(#"\t"#, .w, .embed("bash", until: "\n"), at: .lineStart), .include("line blanks"),
                    .include("hash comments"),
                    Rule(
                        #"(-?include|sinclude|export|unexport|override|define|endef|vpath|ifdef|ifndef|ifeq|ifneq|else|endif)"#,
                        .k, at: .firstOnLine, before: [" ", "\n", "", "(", "$", "\""]),
                    Rule(
                        parts: [.init(#"[A-Za-z_][\w.-]*"#, .nv), .init(#"[ \t]*"#, .w), .init(#"[:?+!]?=|::="#, .o)],
                        .push("value"), at: .firstOnLine),
                    Rule(
                        parts: [.init(#"[^\s:=#$][^\n:=#]*"#, .nf), .init("::?", .o)], .push("needs"), at: .lineStart),
                    Rule(#"\$[({]"#, .k, .push("expansion")), Rule(#"\$."#, .k), Rule(#"[^\s$#]"#, .text),
                ]),
            StateDefinition(
                "value",
                [
                    Rule(#"[ \t]+"#, .w), Rule(#"\n"#, .w, .pop), Rule(#"\\\n"#, .s),
                    Rule(#"\$[({]"#, .k, .push("expansion")), Rule(#"\$."#, .nv), Rule(#"#[^\n]*"#, .c1),
                    Rule(#"[^\n$#\\]+|\\"#, .s),
                ]),
            StateDefinition(
                "needs",
                [
                    Rule(#"[ \t]+"#, .w), Rule(#"\n"#, .w, .pop), Rule(#"\\\n"#, .text),
                    Rule(#"\$[({]"#, .k, .push("expansion")), Rule(#"\$."#, .nv), Rule(#"#[^\n]*"#, .c1),
                    Rule(#"[^\s$#\\]+"#, .n), Rule(#"\\"#, .text),
                ]),
            StateDefinition(
                "expansion",
                [
                    Rule(#"[)}]"#, .k, .pop), Rule(#"\$[({]"#, .k, .push("expansion")),
                    Rule(#"[a-z-]+"#, .nb, before: [" "]), Rule(#"[A-Za-z_.@%<^][\w.-]*"#, .nv), Rule(#"\n"#, .w, .pop),
                    Rule(#"[^)}$\n]"#, .text),
                ]),
        ])
}
