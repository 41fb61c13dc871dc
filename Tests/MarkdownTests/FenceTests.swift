import Markdown
import Testing

struct FenceCase: Sendable {
    let info: String
    let language: String?
    var title: String?
    var firstLine: Int?
    var marked: [Int] = []

    static let all: [FenceCase] = [
        FenceCase(info: "rust", language: "rust"),
        FenceCase(info: "", language: nil),
        FenceCase(
            info: "rust,linenos,hl_lines=2-4 7,name=main.rs", language: "rust", title: "main.rs", firstLine: 1,
            marked: [2, 3, 4, 7]),
        FenceCase(info: "rust, linenos, linenostart=10, hl_lines=1", language: "rust", firstLine: 10, marked: [1]),
        FenceCase(
            info: #"go {linenos=true hl_lines=[2,"4-5"] title="x y"}"#, language: "go", title: "x y", firstLine: 1,
            marked: [2, 4, 5]),
        FenceCase(info: "go {linenos=table,hl_lines=[1],linenostart=199}", language: "go", firstLine: 199, marked: [1]),
        FenceCase(info: "js:src/file.js", language: "js", title: "src/file.js"),
        FenceCase(info: "js {1,3-4} title=\"a.js\"", language: "js", title: "a.js", marked: [1, 3, 4]),
        FenceCase(info: "{.python .numberLines startFrom=\"5\"}", language: "python", firstLine: 5),
        FenceCase(info: "c++", language: "c++"),
        FenceCase(info: "rust,ignore,should_panic", language: "rust"),
        FenceCase(info: "sh {linenos=false}", language: "sh"),
    ]
}

@Suite struct `What a fence says` {
    @Test(arguments: FenceCase.all)
    func `is understood as other generators write it`(_ row: FenceCase) throws {
        let document = MarkdownDocument(parsing: "```\(row.info)\n1\n2\n3\n4\n5\n6\n7\n8\n```")
        let block = try #require(document.codeBlocks.first)
        #expect(block.language == row.language)
        #expect(block.title == row.title)
        #expect(block.firstLine == row.firstLine)
        let html = String(decoding: block.html, as: UTF8.self)
        for (index, line) in html.components(separatedBy: Character("\n")).dropLast().enumerated() where index < 8 {
            #expect(line.contains("<mark") == row.marked.contains(index + 1), "\(line)")
        }
    }

    @Test func `an unknown language is noted, and code without one is not`() {
        let document = MarkdownDocument(parsing: "```klingon\na\n```\n\n```text\nb\n```\n\n    c\n")
        #expect(document.codeBlocks.map(\.isUnknown) == [true, false, false])
        #expect(document.codeBlocks.map(\.line) == [1, 5, 9])
    }

    @Test func `highlighting can be switched off`() throws {
        let document = MarkdownDocument(parsing: "```c\nint a;\n```", options: MarkdownOptions(highlighting: false))
        #expect(
            try String(decoding: document.html(), as: UTF8.self)
                == "<pre><code class=\"language-c\">int a;\n</code></pre>\n")
    }
}

extension String {
    fileprivate func components(separatedBy separator: Character) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
