import Highlighting
import Testing

/// A line of code and what its tokens are: `class:text`, without those of no class.
struct TokenCase: Sendable, CustomTestStringConvertible {
    let language: String
    let code: String
    let tokens: String

    init(_ language: String, _ code: String, _ tokens: String) {
        self.language = language
        self.code = code
        self.tokens = tokens
    }

    var testDescription: String { "\(language): \(code)" }

    static let all: [TokenCase] = [
        TokenCase("swift", "let a = \"b\\(c)\" // d", "kd:let nv:a p:= s:\"b si:\\( si:) s:\" c1:// d"),
        TokenCase("rust", "fn a<'b>() -> u8 { 0xff }", "k:fn nf:a"),
        TokenCase("rust", "/// says", "sd:/// says"),
        TokenCase("rust", "r#\"a\"b\"# x", "s:r#\"a\"b\"#"),
        TokenCase("go", "func main() { x := `a` }", "kd:func nx:main p:() p:{ nx:x o::= s:`a` p:}"),
        TokenCase(
            "python", "def f(a): return f'{a}' # b", "k:def nf:f p:( p:): k:return sa:f s1:' si:{ si:} s1:' c1:# b"),
        TokenCase("js", "a = /b[/]c/g; d = e / f", "nx:a o:= sr:/b[/]c/g p:; nx:d o:= nx:e o:/ nx:f"),
        TokenCase("js", "`a${b}c`", "sb:`a si:${ nx:b si:} sb:c`"),
        TokenCase("ts", "const a: string = null", "kd:const nx:a o:: kt:string o:= kc:null"),
        TokenCase("json", "{\"a\": [1, true]}", "p:{ nt:\"a\" p:: p:[ mi:1 p:, kc:true p:]}"),
        TokenCase("html", "<a href=\"b\">c</a>", "p:< nt:a na:href o:= s:\"b\" p:>"),
        TokenCase(
            "html", "<style>p{color:red}</style>x", "p:< nt:style p:> nt:p p:{ k:color p:: kc:red p:}</ nt:style p:>"),
        TokenCase("html", "<script>let a</script>x", "p:< nt:script p:> kd:let nx:a p:</ nt:script p:>"),
        TokenCase("css", "a:hover { margin: -1.5em }", "nt:a p:: nd:hover p:{ k:margin p:: mf:-1.5 kt:em p:}"),
        TokenCase("bash", "echo \"$HOME\" # c", "nb:echo s2:\" nv:$HOME s2:\" c1: # c"),
        TokenCase("bash", "cat <<EOF\n$a\nEOF\nls", "s:<<EOF s:$a\n dl:EOF"),
        TokenCase("console", "$ echo a\na", "gp:$  nb:echo go:a"),
        TokenCase("diff", "-a\n+b\n c", "gd:-a gi:+b"),
        TokenCase("yaml", "a: \"b\" # c", "nt:a p:: s:\"b\" c1: # c"),
        TokenCase("toml", "[a]\nb = 1 # c", "k:[a] o:= mi:1 c1:# c"),
        TokenCase("sql", "SELECT a FROM b -- c", "k:SELECT k:FROM c1:-- c"),
        TokenCase("ruby", "def a; :b; end", "k:def nf:a p:; ss::b p:; k:end"),
        TokenCase("ruby", "x = <<~SQL\n  a\nSQL\ny", "o:= sh:<<~SQL sh:  a\n dl:SQL"),
        TokenCase("php", "<p><?php echo $a; ?></p>", "p:< nt:p p:> cp:<?php k:echo nv:$a p:; cp:?> p:</ nt:p p:>"),
        TokenCase("php", "echo $a;", "k:echo nv:$a p:;"),
        TokenCase("c", "#include <a.h>\nint b;", "cp:#include cpf:<a.h> kt:int p:;"),
        TokenCase("cpp", "R\"x(a)\" )x\" b", "s:R\"x(a)\" )x\""),
        TokenCase("java", "@A class B {}", "nd:@A kd:class nc:B p:{}"),
        TokenCase("lua", "--[==[ a ]] ]==] b", "cm:--[==[ a ]] ]==] nv:b"),
        TokenCase("make", "a: b\n\techo $c", "nf:a o:: nb:echo nv:$c"),
        TokenCase("docker", "FROM a AS b\nRUN ls | wc", "k:FROM s:a k:AS s:b k:RUN p:|"),
        TokenCase("ini", "[a]\nb=c", "k:[a] na:b o:= s:c"),
        TokenCase("nginx", "listen 80 default;", "k:listen mi:80 kc:default p:;"),
        TokenCase(
            "http", "GET /a HTTP/1.1\nHost: b\n\n{\"a\":1}",
            "nf:GET nn:/a kr:HTTP o:/ m:1.1 na:Host o:: l:b p:{ nt:\"a\" p:: mi:1 p:}"),
        TokenCase("markdown", "# a\n\n**b** `c`", "gh:# a gs:**b** sb:`c`"),
        TokenCase("xml", "<a b=\"c\"/>", "nt:<a na:b= s:\"c\" nt:/>"),
    ]
}

@Suite struct `Code is cut into tokens` {
    @Test(arguments: TokenCase.all)
    func `as the table says`(_ row: TokenCase) throws {
        let language = try #require(CodeLanguage(named: row.language))
        var start = 0
        let bytes = Array(row.code.utf8)
        let found = language.tokens(of: row.code).compactMap { token -> String? in
            defer { start = token.end }
            guard let name = token.tokenClass.name else { return nil }
            return "\(name):\(String(decoding: bytes[start..<token.end], as: UTF8.self))"
        }
        #expect(found.joined(separator: " ").hasPrefix(row.tokens), "\(found.joined(separator: " "))")
    }

    @Test func `at least thirty languages go by at least seventy names`() {
        #expect(CodeLanguage.all.count >= 30)
        #expect(Set(CodeLanguage.all.flatMap(\.names)).count >= 70)
        #expect(CodeLanguage.all.flatMap(\.names).allSatisfy { $0 == $0.lowercased() })
        #expect(CodeLanguage(named: "RuSt")?.title == "Rust")
        #expect(CodeLanguage(named: "klingon") == nil)
    }

    @Test(arguments: CodeLanguage.all)
    func `any text survives, in any language`(_ language: CodeLanguage) {
        var random = SeededRandom(seed: 7)
        let alphabets: [String] = [
            "aé日\n \"'`", "{}[]()<>/*-#$@:;=.,\\\n", "<?php <<EOF\nEOF r#\"", "01xXeE._'\n", "\u{0}\u{FF}ab ",
        ]
        for round in 0..<40 {
            let letters = Array(alphabets[round % alphabets.count])
            let text = String((0..<400).map { _ in letters[Int(random.next() % UInt64(letters.count))] })
            let tokens = language.tokens(of: text)
            #expect(tokens.last?.end == text.utf8.count)
            let bytes = Array(text.utf8)
            var start = 0
            for token in tokens {
                #expect(token.end > start)
                #expect(String(validating: bytes[start..<token.end], as: UTF8.self) != nil, "seed 7, round \(round)")
                start = token.end
            }
        }
    }

    /// Each of these once took time that grew with the square of its length.
    @Test(arguments: CodeLanguage.all)
    func `long lines of one kind end`(_ language: CodeLanguage) {
        for piece in ["a", "\"", "<", "{", "# ", "\\", "/", "$(", "[[", "<<a\n", "' ", "a:", "-"] {
            let text = String(repeating: piece, count: 30_000)
            #expect(language.tokens(of: text).last?.end == text.utf8.count)
        }
    }
}

/// Marsaglia's xorshift: the same numbers everywhere for the same seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
