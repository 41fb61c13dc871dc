extension Languages {
    static let python = LanguageDefinition(
        title: "Python", names: ["python", "py", "python3", "py3", "pyi"],
        words: [
            WordList(
                .k,
                """
                assert async await break continue del elif else except finally for global if lambda pass raise nonlocal
                return try while yield as with match case
                """),
            WordList(.k, "def", .push("function")), WordList(.k, "class", .push("declared")),
            WordList(.kn, "import", .push("import")), WordList(.kn, "from", .push("from")),
            WordList(.kc, "True False None"), WordList(.ow, "in is and or not"),
            WordList(.bp, "self cls NotImplemented Ellipsis"),
            WordList(
                .nb,
                """
                __import__ abs aiter all anext any bin bool bytearray breakpoint bytes callable chr classmethod compile
                complex delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr
                hash help hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct
                open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super
                tuple type vars zip
                """),
            WordList(
                .ne,
                """
                ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning DeprecationWarning
                EOFError EnvironmentError Exception FloatingPointError FutureWarning GeneratorExit IOError ImportError
                ImportWarning IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError
                NotImplementedError OSError OverflowError PendingDeprecationWarning ReferenceError ResourceWarning
                RuntimeError RuntimeWarning StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TypeError
                UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
                UserWarning ValueError Warning ZeroDivisionError BlockingIOError ChildProcessError ConnectionError
                BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError FileExistsError
                FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError
                TimeoutError StopAsyncIteration ModuleNotFoundError RecursionError ExceptionGroup
                """),
            WordList(
                .fm,
                """
                __abs__ __add__ __aenter__ __aexit__ __and__ __bool__ __bytes__ __call__ __contains__ __del__ __delattr__
                __delete__ __delitem__ __dir__ __divmod__ __enter__ __eq__ __exit__ __float__ __floordiv__ __format__ __ge__
                __get__ __getattr__ __getattribute__ __getitem__ __gt__ __hash__ __iadd__ __index__ __init__ __init_subclass__
                __int__ __invert__ __iter__ __le__ __len__ __lt__ __missing__ __mod__ __mul__ __ne__ __neg__ __new__ __next__
                __or__ __pos__ __pow__ __radd__ __repr__ __reversed__ __round__ __rsub__ __set__ __setattr__ __setitem__
                __str__ __sub__ __truediv__ __xor__
                """, table: "magic"),
            WordList(
                .vm,
                """
                __annotations__ __bases__ __class__ __closure__ __code__ __defaults__ __dict__ __doc__ __file__ __func__
                __globals__ __kwdefaults__ __module__ __mro__ __name__ __qualname__ __self__ __slots__ __weakref__
                """, table: "magic"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("hash comments"), .include("numbers"), Rule(#"\d[\d_]*\."#, .mf),
                    Rule(#"\.\d[\d_]*"#, .mf),
                    Rule(#"\d[\d_.]*j"#, .mf),
                    Rule(#"""""#, .sd, .through("\"\"\"", escapes: true), at: .firstOnLine),
                    Rule(#"'''"#, .sd, .through("'''", escapes: true), at: .firstOnLine),
                    Rule(#"""""#, .s2, .push("text2")), Rule(#"'''"#, .s1, .push("text1")),
                    Rule(parts: [.init("[fF][rR]?|[rR][fF]", .sa), .init(#"""""#, .s2)], .push("ftext2")),
                    Rule(parts: [.init("[fF][rR]?|[rR][fF]", .sa), .init(#"'''"#, .s1)], .push("ftext1")),
                    Rule(parts: [.init("[fF][rR]?|[rR][fF]", .sa), .init(#"""#, .s2)], .push("f2")),
                    Rule(parts: [.init("[fF][rR]?|[rR][fF]", .sa), .init(#"'"#, .s1)], .push("f1")),
                    Rule(
                        parts: [.init("[rR][bB]?|[bB][rR]", .sa), .init(#"""""#, .s2)],
                        .through("\"\"\"", escapes: true)),
                    Rule(
                        parts: [.init("[rR][bB]?|[bB][rR]", .sa), .init(#"'''"#, .s1)], .through("'''", escapes: true)),
                    Rule(parts: [.init("[rR][bB]?|[bB][rR]", .sa), .init(#"""#, .s2)], .push("raw2")),
                    Rule(parts: [.init("[rR][bB]?|[bB][rR]", .sa), .init(#"'"#, .s1)], .push("raw1")),
                    Rule(parts: [.init("[uUbB]", .sa), .init(#"""""#, .s2)], .push("text2")),
                    Rule(parts: [.init("[uUbB]", .sa), .init(#"'''"#, .s1)], .push("text1")),
                    Rule(parts: [.init("[uUbB]", .sa), .init(#"""#, .s2)], .push("string2")),
                    Rule(parts: [.init("[uUbB]", .sa), .init(#"'"#, .s1)], .push("string1")),
                    Rule("\"", .s2, .push("string2")), Rule("'", .s1, .push("string1")),
                    Rule(#"@[A-Za-z_][\w.]*"#, .nd, at: .firstOnLine),
                    Rule(parts: [.init(#"\."#, .o), .init(#"[A-Za-z_]\w*"#, .n)]),
                    .words(#"[A-Za-z_]\w*"#), .words(#"__\w+__"#, table: "magic"), Rule(#"[A-Za-z_]\w*"#, .n),
                    Rule(#"[+*/%&|<>^!~@=.-]|:="#, .o), Rule(#"[\[\]{}:(),;]"#, .p), Rule(#"\\"#, .text),
                ]),
            StateDefinition(
                "function",
                [
                    Rule(#"[ \t]+"#, .w), .words(#"__\w+__"#, table: "magic"), Rule(#"[A-Za-z_]\w*"#, .nf, .pop),
                    .otherwise(.pop),
                ]),
            StateDefinition("declared", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_]\w*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition(
                "import",
                [
                    Rule(#"[ \t]+"#, .w), Rule("as", .k), Rule(",", .o), Rule(#"[A-Za-z_.][\w.]*"#, .nn),
                    .otherwise(.pop),
                ]),
            StateDefinition(
                "from",
                [
                    Rule(#"[ \t]+"#, .w), Rule("import", .kn, .pop), Rule(#"[A-Za-z_.][\w.]*"#, .nn),
                    Rule("None", .kc, .pop), .otherwise(.pop),
                ]),
            StateDefinition(
                "escape",
                [
                    Rule(
                        #"\\([\\abfnrtv"']|\n|N\{[^}\n]*\}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{1,3})"#,
                        .se)
                ]),
            StateDefinition(
                "percent",
                [
                    Rule(#"%(\(\w+\))?[+#0 -]*(\d+|\*)?(\.(\d+|\*))?[hlL]?[diouxXeEfFgGcrsa%]"#, .si),
                    Rule(#"\{[\w.\[\]]*(![rsa])?(:[^{}"'\n]*)?\}"#, .si),
                ]),
            StateDefinition(
                "string2",
                [
                    .include("escape"), .include("percent"), Rule(#"[^\\"%{\n]+"#, .s2), Rule(#"[\\%{]"#, .s2),
                    Rule("\"", .s2, .pop), .otherwise(.pop),
                ]),
            StateDefinition(
                "string1",
                [
                    .include("escape"), .include("percent"), Rule(#"[^\\'%{\n]+"#, .s1), Rule(#"[\\%{]"#, .s1),
                    Rule("'", .s1, .pop), .otherwise(.pop),
                ]),
            StateDefinition(
                "text2",
                [
                    .include("escape"), .include("percent"), Rule(#"[^\\"%{]+"#, .s2), Rule(#"[\\%{"]"#, .s2),
                    Rule(#"""""#, .s2, .pop),
                ]),
            StateDefinition(
                "text1",
                [
                    .include("escape"), .include("percent"), Rule(#"[^\\'%{]+"#, .s1), Rule(#"[\\%{']"#, .s1),
                    Rule("'''", .s1, .pop),
                ]),
            StateDefinition("raw2", [Rule(#"[^\\"\n]+|\\(.|\n)"#, .s2), Rule("\"", .s2, .pop), .otherwise(.pop)]),
            StateDefinition("raw1", [Rule(#"[^\\'\n]+|\\(.|\n)"#, .s1), Rule("'", .s1, .pop), .otherwise(.pop)]),
            StateDefinition(
                "template", [Rule(#"\{\{|\}\}"#, .se), Rule(#"\{"#, .si, .push("inside")), .include("escape")]),
            StateDefinition(
                "f2",
                [
                    .include("template"), Rule(#"[^\\"{}\n]+"#, .s2), Rule(#"[\\}]"#, .s2), Rule("\"", .s2, .pop),
                    .otherwise(.pop),
                ]),
            StateDefinition(
                "f1",
                [
                    .include("template"), Rule(#"[^\\'{}\n]+"#, .s1), Rule(#"[\\}]"#, .s1), Rule("'", .s1, .pop),
                    .otherwise(.pop),
                ]),
            StateDefinition(
                "ftext2",
                [.include("template"), Rule(#"[^\\"{}]+"#, .s2), Rule(#"[\\}"]"#, .s2), Rule(#"""""#, .s2, .pop)]),
            StateDefinition(
                "ftext1",
                [.include("template"), Rule(#"[^\\'{}]+"#, .s1), Rule(#"[\\}']"#, .s1), Rule("'''", .s1, .pop)]),
            StateDefinition(
                "inside",
                [
                    Rule(#"\}"#, .si, .pop), Rule(#"\{"#, .p, .push("inside")),
                    Rule(#":[^{}"'\n]*"#, .si, before: ["}", "{"]), .include("root"),
                ]),
        ])

    static let ruby = LanguageDefinition(
        title: "Ruby", names: ["ruby", "rb", "jruby", "gemfile"],
        words: [
            WordList(
                .k,
                """
                BEGIN END alias begin break case defined? do else elsif end ensure for if in next redo rescue raise retry
                return super then undef unless until when while yield
                """),
            WordList(.k, "def", .push("function")), WordList(.k, "class", .push("declared")),
            WordList(.k, "module", .push("module")),
            WordList(.kp, "self true false nil"),
            WordList(
                .kp,
                "initialize new loop include extend raise attr_reader attr_writer attr_accessor attr private protected public module_function public_class_method private_class_method catch throw"
            ),
            WordList(.ow, "and or not"),
            WordList(
                .nb,
                """
                Array Float Integer String abort at_exit autoload binding block_given? caller eval exec exit exit! fork format
                freeze gets global_variables inspect instance_of? instance_variable_get instance_variable_set instance_variables
                is_a? kind_of? lambda load local_variables method method_missing methods nil? object_id open p print printf
                proc putc puts rand readline readlines require require_relative respond_to? send sleep split sprintf srand
                syscall system test to_a to_s trap warn
                """),
            WordList(.vm, "__FILE__ __LINE__ __dir__ __method__"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("line blanks"), Rule(#"#[^\n]*"#, .c1),
                    Rule(#"=begin"#, .cm, .through("\n=end"), at: .lineStart),
                    Rule("__END__", .c, .through("\u{0}"), at: .lineStart),
                    .include("numbers"), Rule(#"<<[~-]?(["'`][^"'`\n]+["'`]|[A-Z_]\w*)"#, .sh, .heredoc(.sh)),
                    Rule("\"", .s2, .push("string")), Rule("'", .s1, .through("'", escapes: true)),
                    Rule("`", .sb, .push("backtick")),
                    Rule(#"/[^\s/=]?"#, .sr, .push("regex"), at: .operandExpected),
                    Rule(#"%r\{"#, .sr, .push("regex brace")),
                    Rule(#"%[qwWiI]?\("#, .sx, .through(")", escapes: true)),
                    Rule(#"%[qwWiI]?\["#, .sx, .through("]", escapes: true)),
                    Rule(#"%[qQwWiI]\{"#, .sx, .through("}", escapes: true)),
                    Rule(#"%[qQwWiI]\|"#, .sx, .through("|", escapes: true)),
                    Rule(#":[A-Za-z_]\w*[?!=]?"#, .ss), Rule(#":"[^"\n]*""#, .ss), Rule(#"[A-Za-z_]\w*[?!]?: "#, .ss),
                    Rule(#"[A-Za-z_]\w*[?!]?:\n"#, .ss),
                    Rule(#"@@[A-Za-z_]\w*"#, .vc), Rule(#"@[A-Za-z_]\w*"#, .vi),
                    Rule(#"\$([A-Za-z_]\w*|[!@&`'+~=/\\,;.<>_*$?:"0-9])"#, .vg),
                    Rule(parts: [.init(#"\.|&\."#, .o), .init(#"[a-z_]\w*[?!]?"#, .nf)]),
                    Rule(parts: [.init("::", .o), .init(#"[a-z_]\w*[?!]?"#, .nf)], before: ["("]),
                    .words(#"[A-Za-z_]\w*[?!]?"#), Rule(#"[A-Z]\w*"#, .no),
                    Rule(#"[A-Z]\w*"#, .nc, before: ["::", "."]), Rule(#"[a-z_]\w*[?!]"#, .nf), Rule(#"[a-z_]\w*"#, .n),
                    Rule(#"[+*/%&|<>^!~=?.-]|::|\.\.\.?|=>|&&|\|\||\*\*|=="#, .o), Rule(#"[\[\]{}(),;:\\]"#, .p),
                ]),
            StateDefinition(
                "function",
                [
                    Rule(#"[ \t]+"#, .w), Rule(parts: [.init("self", .nc), .init(#"\."#, .o)]),
                    Rule(#"[A-Za-z_]\w*[?!=]?|[+*/%<>=!~^&|\[\]-]+"#, .nf, .pop), .otherwise(.pop),
                ]),
            StateDefinition(
                "declared",
                [
                    Rule(#"[ \t]+"#, .w), Rule("<<", .o, .pop), Rule(#"[A-Z]\w*"#, .nc, .pop),
                    Rule(parts: [.init(#"[A-Z]\w*"#, .nn), .init("::", .o)]), .otherwise(.pop),
                ]),
            StateDefinition(
                "module", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Z]\w*(::[A-Z]\w*)*"#, .nn, .pop), .otherwise(.pop)]),
            StateDefinition(
                "string", [Rule(#"[^#\\"]+"#, .s2), .include("escape"), Rule("#", .s2), Rule("\"", .s2, .pop)]),
            StateDefinition(
                "backtick", [Rule(#"[^\\`#]+"#, .sb), .include("escape"), Rule("#", .sb), Rule("`", .sb, .pop)]),
            StateDefinition(
                "regex",
                [
                    Rule(#"[^\\/#\n]+"#, .sr), Rule(#"\\."#, .sr), Rule(#"#\{"#, .si, .push("inside")), Rule("#", .sr),
                    Rule(#"/[mixounse]*"#, .sr, .pop), .otherwise(.pop),
                ]),
            StateDefinition(
                "regex brace",
                [
                    Rule(#"[^\\{}#]+"#, .sr), Rule(#"\\."#, .sr), Rule(#"#\{"#, .si, .push("inside")), Rule("#", .sr),
                    Rule(#"\{"#, .sr, .push("regex brace")), Rule(#"\}[mixounse]*"#, .sr, .pop),
                ]),
            StateDefinition(
                "escape",
                [
                    Rule(#"\\([\\abefnrstv0"'#]|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F ]+\}|.|\n)"#, .se),
                    Rule(#"#\{"#, .si, .push("inside")),
                ]),
            StateDefinition("inside", [Rule(#"\}"#, .si, .pop), Rule(#"\{"#, .p, .push("braces")), .include("root")]),
            StateDefinition("braces", [Rule(#"\}"#, .p, .pop), Rule(#"\{"#, .p, .push("braces")), .include("root")]),
        ])

    static let perl = LanguageDefinition(
        title: "Perl", names: ["perl", "pl", "pm"],
        words: [
            WordList(
                .k,
                "case continue do else elsif for foreach if last my next our redo reset then unless until while print new package use return BEGIN END CHECK INIT local no require given when"
            ),
            WordList(.k, "sub", .push("function")), WordList(.ow, "and or not eq ne lt gt le ge cmp x xor"),
            WordList(
                .nb,
                """
                abs bless chdir chmod chomp chop chr close closedir caller cos defined delete die each eof eval exec exists exit
                fork glob goto grep hex int index join keys kill lc lcfirst length link localtime log lstat map mkdir oct open
                opendir ord pack pop pos printf push quotemeta rand read readdir readline ref rename reverse rindex rmdir say scalar
                seek shift sin sleep sort splice split sprintf sqrt stat substr system tie time tr uc ucfirst undef unlink unpack
                unshift utime values wait waitpid wantarray warn write
                """),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("line blanks"), .include("hash comments"),
                    Rule(#"=[a-z]\w*"#, .sd, .through("\n=cut"), at: .lineStart),
                    Rule("__(END|DATA)__", .cp, .through("\u{0}"), at: .lineStart),
                    .include("numbers"), Rule(#"<<~?(["'][^"'\n]+["']|[A-Z_]\w*)"#, .s, .heredoc(.s)),
                    Rule("\"", .s, .through("\"", escapes: true)), Rule("'", .s, .through("'", escapes: true)),
                    Rule("`", .sb, .through("`", escapes: true)),
                    Rule(#"(m|qr)?/[^/\\\n]*(\\.[^/\\\n]*)*/[a-z]*"#, .sr, at: .operandExpected),
                    Rule(#"(s|tr|y)/[^/\\\n]*(\\.[^/\\\n]*)*/[^/\\\n]*(\\.[^/\\\n]*)*/[a-z]*"#, .sr),
                    Rule(#"(s|m|qr)\{[^{}\n]*\}(\{[^{}\n]*\})?[a-z]*"#, .sr),
                    Rule(#"q[qwx]?\("#, .sx, .through(")", escapes: true)),
                    Rule(#"q[qwx]?\{"#, .sx, .through("}", escapes: true)),
                    Rule(#"q[qwx]?\["#, .sx, .through("]", escapes: true)),
                    Rule(#"[$@%&]#?([A-Za-z_]\w*(::\w+)*|\{\^?\w+\})"#, .nv),
                    Rule(#"\$[!@&`'+/\\,;.<>_0-9?:"$|]"#, .vg),
                    Rule(#"[A-Z]\w*(::\w+)+"#, .nn), .words(#"[A-Za-z_]\w*"#), Rule(#"[A-Za-z_]\w*"#, .n),
                    Rule(#"[\[\](){};,]"#, .p), Rule(#"[+*/%&|<>^!~=?.:\\-]"#, .o),
                ]),
            StateDefinition("function", [Rule(#"[ \t]+"#, .w), Rule(#"[A-Za-z_]\w*"#, .nf, .pop), .otherwise(.pop)]),
        ])

    static let lua = LanguageDefinition(
        title: "Lua", names: ["lua", "luau"],
        words: [
            WordList(.k, "break do else elseif end for if in repeat return then until while goto"),
            WordList(.ow, "and or not"),
            WordList(.kd, "local"), WordList(.kc, "true false nil"), WordList(.kr, "function", .push("function")),
            WordList(
                .nb,
                """
                _G _VERSION assert collectgarbage dofile error getmetatable ipairs load loadfile next pairs pcall print rawequal
                rawget rawlen rawset require select setmetatable tonumber tostring type unpack xpcall coroutine debug io math os
                package string table utf8
                """),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), Rule(#"--([^\[\n][^\n]*|\[=*[^\[=\n][^\n]*)?"#, .c1),
                    Rule(#"--\[=*\["#, .cm, .closing(prefix: "]", keeping: "=", suffix: "]")),
                    Rule(#"\[=*\["#, .s, .closing(prefix: "]", keeping: "=", suffix: "]")), .include("numbers"),
                    Rule(#"#!"# + #"[^\n]*"#, .ch, at: .lineStart),
                    Rule("\"", .s2, .push("double")), Rule("'", .s1, .push("single")), Rule("::[A-Za-z_]\\w*::", .nl),
                    .words(#"[A-Za-z_]\w*"#), Rule(#"[A-Za-z_]\w*"#, .nv), Rule(#"[A-Za-z_]\w*"#, .n),
                    Rule(#"[=<>|~&+*/%#^-]|\.\.|//|~=|\.\.\."#, .o), Rule(#"[\[\]{}().,:;]"#, .p),
                ]),
            StateDefinition(
                "function",
                [
                    Rule(#"[ \t]+"#, .w), Rule(parts: [.init(#"[A-Za-z_]\w*"#, .nc), .init("[.:]", .p)]),
                    Rule(#"[A-Za-z_]\w*"#, .nf, .pop), .otherwise(.pop),
                ]),
            StateDefinition(
                "double", [Rule(#"[^\\"\n]+"#, .s2), Rule(#"\\(.|\n)"#, .se), Rule("\"", .s2, .pop), .otherwise(.pop)]),
            StateDefinition(
                "single", [Rule(#"[^\\'\n]+"#, .s1), Rule(#"\\(.|\n)"#, .se), Rule("'", .s1, .pop), .otherwise(.pop)]),
        ])

    static let r = LanguageDefinition(
        title: "R", names: ["r", "rlang", "splus"],
        words: [
            WordList(.kr, "if else for while repeat in next break return switch function"),
            WordList(
                .kc, "NULL NA NA_integer_ NA_real_ NA_complex_ NA_character_ Inf TRUE FALSE T F NaN letters LETTERS pi"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("blanks"), .include("hash comments"), .include("numbers"), Rule(#"\d+L"#, .mi),
                    Rule(#"\.\d+"#, .mf),
                    Rule("\"", .s, .through("\"", escapes: true)), Rule("'", .s, .through("'", escapes: true)),
                    Rule(#"`[^`\n]*`"#, .nv),
                    .words(#"[A-Za-z.][\w.]*"#), Rule(#"[A-Za-z.][\w.]*"#, .nf, before: ["("]),
                    Rule(#"[A-Za-z.][\w.]*"#, .n),
                    Rule(#"<<?-|->>?|[+*/^<>=!|&?~@$:-]|%[^%\n]*%|\|>"#, .o), Rule(#"[\[\]{}();,]"#, .p),
                ])
        ])

    static let php = LanguageDefinition(
        title: "PHP", names: ["php", "php3", "php4", "php5"], ignoresCase: true, outsideMarker: "<?",
        words: [
            WordList(
                .k,
                """
                and abstract array as break callable case catch clone continue declare default die do echo else elseif empty
                enddeclare endfor endforeach endif endswitch endwhile enum eval exit extends final finally fn for foreach from global
                goto if implements include include_once instanceof insteadof interface isset list match new or print private
                protected public readonly require require_once return static switch throw trait try unset use var
                while xor yield parent self int string bool float mixed void iterable
                """),
            WordList(.k, "function", .push("function")), WordList(.k, "class", .push("declared")),
            WordList(.k, "namespace", .push("namespace")), WordList(.k, "const"),
            WordList(.kc, "true false null"),
        ],
        states: [
            StateDefinition(
                "root",
                [
                    .include("line blanks"), Rule(#"\?>"#, .cp, .become("outside")), Rule(#"<\?(php|=)?"#, .cp),
                    Rule(#"//[^\n]*|#([^\[\n][^\n]*)?"#, .c1), Rule(#"#\["#, .p),
                    Rule(#"/\*"#, .cm, .through("*/")), Rule(#"/\*\*"#, .sd, .through("*/")), .include("numbers"),
                    Rule(#"\.\d+"#, .mf),
                    Rule(#"<<<[ \t]*["']?[a-z_]\w*["']?"#, .s, .heredoc(.s)), Rule("\"", .s2, .push("string")),
                    Rule("'", .s1, .through("'", escapes: true)), Rule("`", .sb, .through("`", escapes: true)),
                    Rule(#"\$+[a-z_]\w*"#, .nv), Rule(parts: [.init(#"\??->"#, .o), .init(#"[a-z_]\w*"#, .na)]),
                    Rule(parts: [.init("::", .o), .init(#"[a-z_]\w*"#, .na)]),
                    .words(#"[a-z_]\w*"#), Rule(#"\\?[a-z_][\w\\]*"#, .nx), Rule(#"[~!%^&*+=|?:<>/@.-]"#, .o),
                    Rule(#"[\[\]{}();,\\]"#, .p),
                ]),
            StateDefinition(
                "outside",
                [Rule(#"<\?(php|=)?"#, .cp, .become("root")), .otherwise(.embed("html", until: "<?"))]),
            StateDefinition(
                "function",
                [
                    Rule(#"[ \t&]+"#, .w), Rule(#"__[a-z]+"#, .fm, .pop), Rule(#"[a-z_]\w*"#, .nf, .pop),
                    .otherwise(.pop),
                ]),
            StateDefinition("declared", [Rule(#"[ \t]+"#, .w), Rule(#"[a-z_]\w*"#, .nc, .pop), .otherwise(.pop)]),
            StateDefinition("namespace", [Rule(#"[ \t]+"#, .w), Rule(#"[a-z_][\w\\]*"#, .nn, .pop), .otherwise(.pop)]),
            StateDefinition(
                "string",
                [
                    Rule(#"[^\\"{$]+"#, .s2), Rule(#"\\([nrt"$\\]|[0-7]{1,3}|x[0-9a-f]{1,2})"#, .se), Rule(#"\\"#, .s2),
                    Rule(#"\$[a-z_]\w*(\[[^\]\n]*\]|->\w+)?"#, .si),
                    Rule(#"\{\$[^}\n]*\}"#, .si), Rule(#"[{$]"#, .s2), Rule("\"", .s2, .pop),
                ]),
        ])
}
