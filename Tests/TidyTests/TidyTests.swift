import Foundation
import Testing

/// The project's own sources, read as text: what a machine can check of how they should be.
///
/// Each rule is a function of text that has a test in which it finds what it looks for.
@Suite struct `The sources are tidy` {
    @Test func `pure targets import only what their place in the architecture allows`() throws {
        for target in PureTarget.all {
            for file in try SourceTree.swiftFiles(below: "Sources/\(target.name)") {
                let strangers = Rule.imports(in: file.text).subtracting(target.allowed)
                #expect(strangers.isEmpty, "\(file.path) imports \(strangers.sorted())")
            }
        }
        #expect(Rule.imports(in: "package import NIOCore\nimport A.B\n// import C") == ["NIOCore", "A"])
    }

    @Test func `no product imports test support`() throws {
        for file in try SourceTree.swiftFiles(below: "Sources") where !file.path.contains("/TestSupport/") {
            #expect(!Rule.imports(in: file.text).contains("TestSupport"), "\(file.path)")
        }
    }

    @Test func `products leave no markers, prints or traps behind`() throws {
        for file in try SourceTree.swiftFiles(below: "Sources") {
            #expect(Rule.leftovers(in: file.text).isEmpty, "\(file.path): \(Rule.leftovers(in: file.text))")
        }
        #expect(Rule.leftovers(in: "  // TO" + "DO: later") == ["TO" + "DO"])
        #expect(Rule.leftovers(in: "    pri" + "nt(x)") == ["pri" + "nt("])
    }

    @Test func `no path of one machine is written down`() throws {
        for file in try SourceTree.swiftFiles(below: "Sources") + SourceTree.files(below: "docs", ending: ".md") {
            #expect(Rule.machinePaths(in: file.text).isEmpty, "\(file.path): \(Rule.machinePaths(in: file.text))")
        }
        #expect(!Rule.machinePaths(in: "see /ho" + "me/somebody/x").isEmpty)
    }

    @Test func `RFCs are cited in one style`() throws {
        for file in try SourceTree.swiftFiles(below: "Sources") {
            #expect(Rule.oddCitations(in: file.text).isEmpty, "\(file.path): \(Rule.oddCitations(in: file.text))")
        }
        #expect(Rule.oddCitations(in: "/// rfc" + "9110, RFC" + "-9111, RFC 9112 §3, RFC 9" + "0 section 2").count == 3)
    }

    @Test func `functions keep to a screen`() throws {
        for file in try SourceTree.swiftFiles(below: "Sources") {
            let long = Rule.longFunctions(in: file.text, over: 70)
            #expect(long.isEmpty, "\(file.path): \(long)")
        }
        let sample = "func a() {\n" + String(repeating: "    x\n", count: 80) + "}\n"
        #expect(Rule.longFunctions(in: sample, over: 70) == ["func a() { (82 lines)"])
    }
}

/// Targets that hold no sockets, files, clocks or `async`, and what each may import.
struct PureTarget {
    let name: String
    let allowed: Set<String>

    static let all = [
        PureTarget(name: "HTTPSemantics", allowed: []),
        PureTarget(name: "HTTPWire", allowed: ["HTTPSemantics"]),
        PureTarget(name: "HTTPCaching", allowed: ["HTTPSemantics"]),
        PureTarget(name: "OriginAccess", allowed: ["HTTPSemantics", "Crypto", "Foundation"]),
        PureTarget(name: "Templates", allowed: []),
        PureTarget(name: "Imaging", allowed: ["CImageCodecs", "Foundation"]),
        PureTarget(name: "Highlighting", allowed: ["Synchronization"]),
        PureTarget(
            name: "Markdown",
            allowed: ["CCMarkGFM", "Highlighting", "Records", "Foundation", "Glibc", "Synchronization"]),
        PureTarget(name: "SiteModel", allowed: ["Markdown", "Records", "Foundation", "Glibc", "Yams", "TOMLKit"]),
        PureTarget(name: "SiteCheck", allowed: ["CLibXML2", "SiteModel", "Foundation"]),
        PureTarget(name: "SiteConfiguration", allowed: ["Foundation", "Yams"]),
    ]
}

enum Rule {
    static func imports(in text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ").map(String.init)
                guard let place = words.firstIndex(of: "import"), place < 3, !line.hasPrefix("//"),
                    place + 1 < words.count
                else { return nil }
                let kinds = ["struct", "enum", "class", "func", "protocol", "let", "var", "typealias"]
                let name =
                    kinds.contains(words[place + 1]) && place + 2 < words.count ? words[place + 2] : words[place + 1]
                return name.split(separator: ".").first.map(String.init)
            })
    }

    static func leftovers(in text: String) -> [String] {
        var found: [String] = []
        for marker in ["TO" + "DO", "FIX" + "ME", "XX" + "X", "fatal" + "Error(", "try" + "!"]
        where text.contains(marker) {
            found.append(marker)
        }
        let prints = text.split(separator: "\n").contains { line in
            let code = line.drop { $0 == " " }
            return code.hasPrefix("pri" + "nt(") || code.hasPrefix("debugPri" + "nt(")
        }
        return prints ? found + ["pri" + "nt("] : found
    }

    static func machinePaths(in text: String) -> [String] {
        text.matches(of: #//(root|home|work|opt)/[A-Za-z]+/#).map { String($0.output.0) }
    }

    static func oddCitations(in text: String) -> [String] {
        text.matches(of: #/(rfc ?-?[0-9]{3,5}|RFC-?[0-9]{3,5}|RFC [0-9]+,? section)/#).map { String($0.output.0) }
    }

    /// By indentation: a function ends at the first closing brace as far in as it began.
    static func longFunctions(in text: String, over limit: Int) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var found: [String] = []
        for (start, line) in lines.enumerated() {
            let code = line.drop { $0 == " " }
            guard code.contains("func "), code.hasSuffix("{"), !code.hasPrefix("//") else { continue }
            let indentation = line.prefix { $0 == " " }
            guard let end = lines[(start + 1)...].firstIndex(where: { $0 == indentation + "}" }) else { continue }
            if end - start > limit { found.append("\(code) (\(end - start + 1) lines)") }
        }
        return found
    }
}

enum SourceTree {
    struct File {
        let path: String
        let text: String
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    static func swiftFiles(below folder: String) throws -> [File] { try files(below: folder, ending: ".swift") }

    static func files(below folder: String, ending: String) throws -> [File] {
        let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(ending) }.sorted().map { name in
            File(
                path: "\(folder)/\(name)",
                text: try String(contentsOfFile: "\(root)/\(folder)/\(name)", encoding: .utf8))
        }
    }
}
