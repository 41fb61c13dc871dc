import Foundation
package import SiteModel

/// Whether everything that a built site names is there.
package struct SiteCheck: Sendable {
    package struct Report: Sendable {
        package var files = 0
        package var references = 0
        /// Addresses elsewhere, each with a file and line that names it.
        package var external: [String: (path: String, line: Int)] = [:]
        /// In reading order; what many pages share is told once.
        package var findings: [Diagnostic] = []

        package init() {}
    }

    /// All files of the site, from its root.
    private let files: Set<String>
    /// Where single addresses lead, without a slash at their ends.
    private let rules: [String: String]
    private let patterns: [Redirect]
    /// `https://blog.example`, and `/blog` or nothing.
    private let origin: String
    private let basePath: String
    private let shownPrefix: String

    /// - Parameters:
    ///   - url: The site's, with the path that it lies under.
    ///   - shownPrefix: What stands before a file's path in messages.
    package init(files: Set<String>, redirects: [Redirect], url: String, shownPrefix: String) {
        self.files = files
        rules = Dictionary(
            redirects.filter { !$0.isPattern }.map { (Self.withoutSlash($0.from), $0.to) },
            uniquingKeysWith: { first, _ in first })
        patterns = redirects.filter(\.isPattern)
        self.shownPrefix = shownPrefix
        let afterScheme = url.range(of: "://")?.upperBound ?? url.startIndex
        let pathStart = url[afterScheme...].firstIndex(of: "/") ?? url.endIndex
        origin = String(url[..<pathStart])
        let path = url[pathStart...]
        basePath = String(path.hasSuffix("/") ? path.dropLast() : path)
    }

    package func report(on facts: [String: PageFacts]) -> Report {
        var report = Report()
        report.files = facts.count
        var shared: [String: (first: Diagnostic, others: Int)] = [:]
        for (name, page) in facts.sorted(by: { $0.key < $1.key }) {
            var told: Set<String> = []
            for finding in findings(in: page, named: name, facts, &report) where told.insert(finding.message).inserted {
                if let known = shared[finding.message] {
                    shared[finding.message] = (known.first, known.others + 1)
                } else {
                    shared[finding.message] = (finding, 0)
                }
            }
        }
        report.findings = shared.values.map { first, others in
            var finding = first
            if others > 0 { finding.message += ", here and in \(others) more file\(others == 1 ? "" : "s")" }
            return finding
        }.sorted(by: Diagnostic.isOrderedBefore)
        return report
    }

    private func findings(
        in page: PageFacts, named name: String, _ facts: [String: PageFacts], _ report: inout Report
    ) -> [Diagnostic] {
        var findings = page.remarks.map { remark in
            Diagnostic(
                remark.isError ? .error : .warning, path: shownPrefix + name, line: remark.line, remark.message,
                suggestion: remark.suggestion)
        }
        for reference in page.references {
            report.references += 1
            let verdict: Verdict
            switch place(of: reference.target, from: name) {
            case .nothing: continue
            case .elsewhere(let address):
                report.external[address] = report.external[address] ?? (shownPrefix + name, reference.line)
                guard reference.kind == .resource, origin.hasPrefix("https:"), address.hasPrefix("http:") else {
                    continue
                }
                verdict = .warning("`\(address)` is fetched without TLS, and browsers will not", "use https")
            case .script: verdict = .error("`\(reference.target)` runs a script", "give the link an address")
            case .here(let path, let fragment):
                guard let found = judge(reference.target, path, fragment, name, facts) else { continue }
                verdict = found
            }
            findings.append(
                Diagnostic(
                    verdict.severity, path: shownPrefix + name, line: reference.line, verdict.message,
                    suggestion: verdict.suggestion))
        }
        return findings
    }

    private struct Verdict {
        let severity: Diagnostic.Severity
        let message: String
        let suggestion: String?

        static func error(_ message: String, _ suggestion: String?) -> Self {
            Verdict(severity: .error, message: message, suggestion: suggestion)
        }

        static func warning(_ message: String, _ suggestion: String?) -> Self {
            Verdict(severity: .warning, message: message, suggestion: suggestion)
        }
    }

    /// - Returns: `nil` when all is well.
    private func judge(
        _ target: String, _ path: String, _ fragment: String, _ name: String, _ facts: [String: PageFacts],
        hops: Int = 0
    ) -> Verdict? {
        // What the API answers is no file.
        if path == "openapi.json" || path.hasPrefix("api/") || path.hasPrefix("photos/") { return nil }
        let index = path.isEmpty || path.hasSuffix("/") ? path + "index.html" : path
        // The origin obeys its rules before it looks for a file; browsers take the fragment along.
        if let to = rules[Self.withoutSlash("/" + path)] {
            guard hops < 5, !to.contains("#"), !fragment.isEmpty,
                case .here(let path, let fragment) = place(of: to + "#" + fragment, from: name)
            else { return nil }
            return judge(target, path, fragment, name, facts, hops: hops + 1)
        }
        if files.contains(index) {
            guard !fragment.isEmpty, fragment != "top", let page = facts[index], index.hasSuffix(".html"),
                !page.identifiers.contains(fragment)
            else { return nil }
            let nearest = Nearest.name(to: fragment, among: page.identifiers).map { "did you mean `#\($0)`?" }
            return .error("`\(target)`: the page has no `#\(fragment)`", nearest)
        }
        if files.contains(path + "/index.html") {
            return .warning("`\(target)` takes a redirect to get to its page", "end it with a slash")
        }
        if patterns.contains(where: { ("/" + path).hasPrefix($0.from.dropLast()) }) { return nil }
        let nearest = Nearest.name(
            to: index, among: files.lazy.filter { $0.hasSuffix(".html") == index.hasSuffix(".html") })
        return .error("`\(target)` leads nowhere", nearest.map { "did you mean `\(basePath)/\(Self.shown($0))`?" })
    }

    private static func withoutSlash(_ address: String) -> String {
        address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    private static func shown(_ file: String) -> String {
        file.hasSuffix("/index.html") ? String(file.dropLast(10)) : file
    }

    // MARK: Addresses

    private enum Place {
        case here(path: String, fragment: String)
        case elsewhere(String)
        case script
        /// Mail, telephone, data: nothing to look for.
        case nothing
    }

    /// Where a reference leads (RFC 3986 §5.2).
    private func place(of written: String, from name: String) -> Place {
        var target = written.trimmingCharacters(in: .whitespacesAndNewlines)
        if target == origin || target.hasPrefix(origin + "/") || target.hasPrefix(origin + "#") {
            target = String(target.dropFirst(origin.count))
            if !target.hasPrefix("/") { target = "/" + target }
        } else if target.hasPrefix("//") {
            return .elsewhere(String(origin.prefix { $0 != ":" }) + ":" + target)
        } else if let colon = target.firstIndex(of: ":"), target[..<colon].allSatisfy({ $0.isLetter || $0 == "+" }),
            !target[..<colon].isEmpty
        {
            switch target[..<colon].lowercased() {
            case "http", "https": return .elsewhere(target)
            case "javascript", "vbscript": return .script
            default: return .nothing
            }
        }
        let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let fragment = parts.count > 1 ? String(parts[1]) : ""
        let path = parts[0].prefix { $0 != "?" }
        let decoded = fragment.removingPercentEncoding ?? fragment
        if path.isEmpty { return .here(path: name, fragment: decoded) }
        var segments = path.hasPrefix("/") ? [] : name.split(separator: "/").dropLast().map(String.init)
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(segment.removingPercentEncoding ?? String(segment))
            }
        }
        let isFolder = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        var absolute = "/" + segments.joined(separator: "/") + (isFolder && !segments.isEmpty ? "/" : "")
        if path.hasPrefix("/"), !basePath.isEmpty {
            guard absolute == basePath || absolute.hasPrefix(basePath + "/") else {
                return .elsewhere(origin + absolute)
            }
            absolute = String(absolute.dropFirst(basePath.count))
        }
        return .here(path: String(absolute.drop { $0 == "/" }), fragment: decoded)
    }
}
