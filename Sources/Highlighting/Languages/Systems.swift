extension Languages {
    static let rust = LanguageDefinition(
        title: "Rust", names: ["rust", "rs", "cargo"],
        words: [
            WordList(
                .k,
                """
                as async await box break const continue crate do dyn else extern final for if impl in loop macro match move
                mut override priv pub ref return static super trait try unsafe unsized use virtual where while yield become
                abstract typeof gen
                """),
            WordList(.kd, "let type union"), WordList(.k, "fn", .push("function")),
            WordList(.kd, "let"), WordList(.k, "enum struct", .push("declared")), WordList(.k, "mod", .push("module")),
            WordList(.kc, "true false"), WordList(.bp, "self Self"),
            WordList(
                .kt, "u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f16 f32 f64 f128 char str bool"),
            WordList(
                .nb,
                """
                Copy Send Sized Sync Unpin Drop Fn FnMut FnOnce drop Box ToOwned Clone PartialEq PartialOrd Eq Ord AsRef AsMut
                Into From Default Iterator Extend IntoIterator DoubleEndedIterator ExactSizeIterator Option Some None Result
                Ok Err String ToString Vec
                """),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), Rule(#"//!([^\n]*)|///([^/\n][^\n]*)?"#, .sd), Rule(#"//[^\n]*"#, .c1),
                    Rule(#"/\*"#, .cm, .through("*/", nests: "/*")),
                    Rule(#"/\*[*!]"#, .sd, .through("*/", nests: "/*")),
                    Rule(#"#!?\["#, .cp, .push("attribute")),
                    Rule(#"(b|c)?""#, .s, .push("string")),
                    Rule(#"(b|c)?r#+""#, .s, .closing(prefix: "\"", keeping: "#")),
                    Rule(#"(b|c)?r""#, .s, .through("\"")),
                    Rule(#"b?'(\\[^\n']{1,10}|[^\\'\n]{1,4})'"#, .sc),
                    Rule(parts: [.init("'", .o), .init(#"[A-Za-z_]\w*"#, .na)]),
                    Rule(#"0x[0-9a-fA-F_]+([ui](8|16|32|64|128|size))?"#, .mh),
                    Rule(#"0o[0-7_]+([ui](8|16|32|64|128|size))?"#, .mo),
                    Rule(#"0b[01_]+([ui](8|16|32|64|128|size))?"#, .mb),
                    Rule(#"\d[\d_]*([ui](8|16|32|64|128|size))?"#, .mi),
                    Rule(#"\d[\d_]*(\.\d[\d_]*([eE][+-]?[\d_]+)?|[eE][+-]?[\d_]+)?(f32|f64)"#, .mf),
                    Rule(#"\d[\d_]*(\.\d[\d_]*([eE][+-]?[\d_]+)?|[eE][+-]?[\d_]+)"#, .mf),
                    Rule(#"macro_rules!"#, .k), Rule(#"[A-Za-z_]\w*!"#, .fm, before: ["(", "[", "{"]),
                    .words(#"[A-Za-z_]\w*"#), Rule(#"(r#)?[A-Za-z_]\w*"#, .n), Rule(#"\$[A-Za-z_]\w*"#, .nv),
                    Rule(#"[+*/%&|<>^!~@=:?$-]"#, .o), Rule(#"[{}()\[\],.;#]"#, .p),
                    Rule("::", .p),
                    Rule(#"\.\.=?|->|=>"#, .o),
                ]),
            StateDefinition(
                "function", [Rule(#"[ \t\n]+"#, .w), Rule(#"(r#)?[A-Za-z_]\w*"#, .nf, .pop), .otherwise(.pop)]),
            StateDefinition("declared", [Rule(#"[ \t\n]+"#, .w), Rule(#"[A-Za-z_]\w*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition("module", [Rule(#"[ \t\n]+"#, .w), Rule(#"[A-Za-z_]\w*"#, .nn, .pop), .otherwise(.pop)]),
            StateDefinition(
                "attribute",
                [
                    Rule(#"[^"\[\]]+"#, .cp), Rule(#"\["#, .cp, .push("attribute")), Rule(#"\]"#, .cp, .pop),
                    Rule(#"""#, .s, .push("string")),
                ]),
            StateDefinition(
                "string",
                [
                    Rule(#"[^\\"]+"#, .s), Rule(#"\\(['"\\nrt0]|x[0-7][0-9a-fA-F]|u\{[0-9a-fA-F_]{1,8}\}|\n)"#, .se),
                    Rule(#"\\"#, .s), Rule("\"", .s, .pop),
                ]),
        ])

    static let go = LanguageDefinition(
        title: "Go", names: ["go", "golang"],
        words: [
            WordList(
                .k, "break default select case defer go else goto switch fallthrough if range continue for return"),
            WordList(.kn, "import package"), WordList(.kd, "var func struct map chan type interface const"),
            WordList(.kc, "true false iota nil"),
            WordList(
                .kt,
                """
                uint uint8 uint16 uint32 uint64 int int8 int16 int32 int64 float float32 float64 complex64 complex128 byte
                rune string bool error uintptr any comparable
                """),
            WordList(
                .nb,
                "print println panic recover close complex real imag len cap append copy delete new make clear min max",
                table: "called"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("c comments"), .include("numbers"),
                    Rule(#"\d[\d_]*(\.\d*)?([eE][+-]?\d+)?i"#, .m),
                    Rule(#"\d[\d_]*\."#, .mf), Rule(#"\.\d[\d_]*([eE][+-]?\d+)?"#, .mf), Rule(#"0[0-7]+"#, .mo),
                    Rule("`", .s, .through("`")), Rule("\"", .s, .push("string")),
                    Rule(#"'(\\[^\n']+|[^\\'\n]{1,4})'"#, .sc),
                    .words(#"[A-Za-z_]\w*"#), .words(#"[A-Za-z_]\w*"#, table: "called", before: ["("]),
                    Rule(#"[A-Za-z_]\w*"#, .nx),
                    Rule(#"[+*/%&|^<>=!:~-]"#, .o), Rule(#"\.\.\."#, .o), Rule(#"[()\[\]{}.,;]"#, .p),
                ]),
            StateDefinition(
                "string", [Rule(#"[^\\"\n]+"#, .s), Rule(#"\\."#, .s), Rule("\"", .s, .pop), .otherwise(.pop)]),
        ])

    static let swift = LanguageDefinition(
        title: "Swift", names: ["swift"],
        words: [
            WordList(
                .k,
                """
                as break case catch continue default defer do else fallthrough for guard if in is repeat return switch throw
                throws rethrows try where while async await any some each consume copy borrowing consuming discard package
                then
                """),
            WordList(
                .kd,
                """
                associatedtype deinit dynamic extension fileprivate final indirect infix init inout internal lazy
                mutating nonmutating open operator optional override postfix precedencegroup prefix private
                public required set get willSet didSet static subscript unowned weak convenience nonisolated isolated
                actor macro distributed sending
                """),
            WordList(.kd, "class struct enum protocol extension actor", .push("declared")), WordList(.kd, "typealias"),
            WordList(.kd, "func", .push("function")), WordList(.kd, "let var", .push("value")),
            WordList(.kd, "import", .push("import")), WordList(.kc, "true false nil"),
            WordList(.k, "self super Self Any Type"),
            WordList(
                .nb,
                """
                Array Bool Character Dictionary Double Error Float Int Int8 Int16 Int32 Int64 Never Optional Range Result Set
                String Substring UInt UInt8 UInt16 UInt32 UInt64 Void Sendable Hashable Equatable Comparable Codable
                Identifiable print min max abs zip fatalError precondition assert
                """),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), Rule(#"//[^\n]*"#, .c1), Rule(#"/\*"#, .cm, .through("*/", nests: "/*")),
                    .include("numbers"), Rule(#"""""#, .s, .push("text")), Rule("\"", .s, .push("string")),
                    Rule(#"#+""#, .s, .closing(prefix: "\"", keeping: "#")),
                    Rule(#"#+"""\n"#, .s, .closing(prefix: "\"\"\"", keeping: "#")),
                    Rule(#"#[a-zA-Z]+"#, .k), Rule(#"@[A-Za-z]\w*"#, .kd), Rule(#"\$\d+"#, .nv),
                    Rule(#"\$[A-Za-z_]\w*"#, .nv),
                    .words(#"[A-Za-z_]\w*"#), Rule(#"[A-Za-z_]\w*"#, .n), Rule(#"`[^`\n]+`"#, .n),
                    Rule(#"[(){}\[\],.:;=@#&`?]"#, .p), Rule(#"->"#, .p), Rule(#"[/+!*%<>|^~-]|[=!<>]="#, .o),
                    Rule(#"[+*/%&|<>^!~=?.-]{2,3}"#, .o), Rule(#"\\"#, .o),
                ]),
            StateDefinition(
                "declared", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_][\w.]*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition(
                "function", [Rule(#"[ \t]+"#, .w), Rule(#"[^\s(<]+|[<>=]+"#, .nf, .pop), .otherwise(.pop)]),
            StateDefinition("value", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_]\w*"#, .nv, .pop), .otherwise(.pop)]),
            StateDefinition("import", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_][\w.]*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition(
                "string",
                [Rule(#"[^\\"\n]+"#, .s), .include("escape"), Rule("\"", .s, .pop), .otherwise(.pop)]),
            StateDefinition(
                "text", [Rule(#"""""#, .s, .pop), Rule(#"[^\\"]+"#, .s), Rule("\"", .s), .include("escape")]),
            StateDefinition(
                "escape",
                [
                    Rule(#"\\\("#, .si, .push("inside")), Rule(#"\\(['"\\nrt0]|u\{[0-9a-fA-F]{1,8}\}|\n)"#, .se),
                    Rule(#"\\"#, .s),
                ]),
            StateDefinition("inside", [Rule(#"\)"#, .si, .pop), Rule(#"\("#, .p, .push("nested")), .include("root")]),
            StateDefinition("nested", [Rule(#"\)"#, .p, .pop), Rule(#"\("#, .p, .push("nested")), .include("root")]),
        ])

    static let zig = LanguageDefinition(
        title: "Zig", names: ["zig", "zon"],
        words: [
            WordList(
                .kr,
                "struct enum union error break return continue asm defer errdefer unreachable try catch async nosuspend await suspend resume cancel"
            ),
            WordList(
                .k,
                "const var extern packed export pub noalias inline comptime callconv stdcallcc volatile allowzero align linksection threadlocal addrspace opaque anytype"
            ),
            WordList(.k, "fn usingnamespace test if else switch and or orelse for while"),
            WordList(
                .kt,
                """
                bool f16 f32 f64 f80 f128 void noreturn type anyerror anyframe promise i0 u0 isize usize comptime_int
                comptime_float c_short c_ushort c_int c_uint c_long c_ulong c_longlong c_ulonglong c_longdouble c_void u1
                u8 u16 u21 u32 u64 u128 i8 i16 i32 i64 i128 anyopaque
                """),
            WordList(.kc, "true false null undefined"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), Rule(#"//[^\n]*"#, .c1), .include("numbers"), Rule(#"\\\\[^\n]*"#, .s),
                    Rule("\"", .s, .push("string")), Rule(#"'(\\[^\n']+|[^\\'\n]{1,4})'"#, .se),
                    Rule(#"@[A-Za-z_]\w*"#, .nb),
                    Rule(#"@"[^"\n]*""#, .n), .words(#"[A-Za-z_]\w*"#), Rule(#"[A-Za-z_]\w*"#, .n),
                    Rule(#"[+%=><|^!?/*&~:.\[\]{}();,-]"#, .o),
                ]),
            StateDefinition(
                "string",
                [
                    Rule(#"[^\\"\n]+"#, .s), Rule(#"\\(x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]+\}|[nrt\\'"])"#, .se),
                    Rule(#"\\"#, .s),
                    Rule("\"", .s, .pop), .otherwise(.pop),
                ]),
        ])

    static let haskell = LanguageDefinition(
        title: "Haskell", names: ["haskell", "hs"],
        words: [
            WordList(
                .kr,
                "case class data default deriving do else family forall foreign if in infix infixl infixr instance let newtype of pattern then type where mdo rec proc import module qualified hiding"
            )
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), Rule(#"---*([^!#$%&*+./<=>?@^|_~:\\\n-][^\n]*)?"#, .c1),
                    Rule(#"\{-"#, .cm, .through("-}", nests: "{-")), Rule(#"\{-#"#, .cp, .through("#-}")),
                    Rule(#"0[xX][0-9a-fA-F_]+"#, .mh), Rule(#"0[oO][0-7]+"#, .mo), Rule(#"0[bB][01]+"#, .mb),
                    Rule(#"\d[\d_]*"#, .mi), Rule(#"\d[\d_]*\.\d+([eE][+-]?\d+)?|\d+[eE][+-]?\d+"#, .mf),
                    Rule("\"", .s, .push("string")), Rule(#"'(\\[^\n']+|[^\\'\n]{1,4})'"#, .sc),
                    Rule(#"[a-z_][\w']*"#, .nf, at: .lineStart), .words(#"[a-z]\w*"#), Rule(#"[a-z_][\w']*"#, .n),
                    Rule(#"'?[A-Z][\w']*"#, .kt), Rule(#"([A-Z][\w']*\.)+[A-Z][\w']*"#, .kt),
                    Rule(#"[!#$%&*+./<=>?@\\^|~:-]+"#, .o), Rule(#"->|=>|<-|::|=|\||\\|\.\.|@|~|:"#, .ow),
                    Rule(#"[()\[\],;`{}]"#, .p),
                ]),
            StateDefinition(
                "string",
                [Rule(#"[^\\"\n]+"#, .s), Rule(#"\\(.|\n)"#, .se), Rule("\"", .s, .pop), .otherwise(.pop)]),
        ])

    static let elixir = LanguageDefinition(
        title: "Elixir", names: ["elixir", "ex", "exs"],
        words: [
            WordList(.k, "fn do end after else rescue catch"), WordList(.ow, "not and or when in"),
            WordList(
                .k,
                "case cond for if unless try receive raise quote unquote unquote_splicing throw super while with reraise"
            ),
            WordList(
                .kd,
                "def defp defmodule defprotocol defmacro defmacrop defdelegate defexception defstruct defimpl defcallback defguard defguardp defoverridable"
            ),
            WordList(.kn, "import require use alias"), WordList(.nc, "nil true false"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("hash comments"), .include("numbers"), Rule(#"\?(\\.|[^\\\s])"#, .sc),
                    Rule(#"""""#, .sh, .push("text")), Rule(#"'''"#, .sh, .through("'''", escapes: true)),
                    Rule("\"", .s2, .push("string")), Rule("'", .s1, .through("'", escapes: true)),
                    Rule(#"~[a-zA-Z]+"""#, .sx, .through("\"\"\"")),
                    Rule(#"~[a-zA-Z]+\("#, .sx, .through(")", escapes: true)),
                    Rule(#"~[a-zA-Z]+\["#, .sx, .through("]", escapes: true)),
                    Rule(#"~[a-zA-Z]+\{"#, .sx, .through("}", escapes: true)),
                    Rule(#"~[a-zA-Z]+/"#, .sx, .through("/", escapes: true)),
                    Rule(#"~[a-zA-Z]+\|"#, .sx, .through("|", escapes: true)),
                    Rule(#"~[a-zA-Z]+""#, .sx, .through("\"", escapes: true)),
                    Rule(#":[A-Za-z_]\w*[?!]?"#, .ss), Rule(#":"[^"\n]*""#, .ss),
                    Rule(parts: [.init(#"[A-Za-z_]\w*[?!]?:"#, .ss)], before: [" ", "\n", ""]),
                    Rule(#"[A-Za-z_]\w*[?!]?: "#, .ss), Rule(#"[A-Za-z_]\w*[?!]?:\n"#, .ss),
                    Rule(#"@[a-z_]\w*[?!]?"#, .na),
                    Rule(#"[A-Z]\w*"#, .nc), .words(#"[a-z_]\w*[?!]?"#), Rule(#"[a-z_]\w*[?!]?"#, .n),
                    Rule(#"&\d+"#, .n),
                    Rule(#"[+*/<>=!|&^~.@-]+|::"#, .o), Rule(#"%[A-Z]?"#, .p), Rule(#"[()\[\]{},;:\\.]"#, .p),
                    Rule(#"<<|>>"#, .p),
                ]),
            StateDefinition(
                "string", [Rule(#"[^#\\"]+"#, .s2), .include("escape"), Rule("#", .s2), Rule("\"", .s2, .pop)]),
            StateDefinition(
                "text", [Rule(#"""""#, .sh, .pop), Rule(#"[^#\\"]+"#, .sh), Rule(#"[#"]"#, .sh), .include("escape")]),
            StateDefinition("escape", [Rule(#"\\(.|\n)"#, .se), Rule(#"#\{"#, .si, .push("inside"))]),
            StateDefinition("inside", [Rule(#"\}"#, .si, .pop), Rule(#"\{"#, .p, .push("inside")), .include("root")]),
        ])
}
