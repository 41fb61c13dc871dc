/// A place within the site: `2026/05/hello/` is the page at `/2026/05/hello/`, `feed.xml` a file.
///
/// Every path that is written below the destination is one of these, and none can leave it: no `.` or `..`, no empty or hidden
/// segment, no backslash, no control character, nothing longer than a file name may be.
package struct SitePath: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Decoded, without a leading slash; empty for the home page.
    package let text: String

    package static let home = SitePath(trusted: "")

    /// - Parameter text: With or without a leading slash; a trailing slash makes it a page's folder.
    package init(_ text: String) throws(SitePathFailure) {
        let text = text.hasPrefix("/") ? String(text.dropFirst()) : text
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() where !(segment.isEmpty && index == segments.count - 1) {
            if let problem = Self.problem(with: segment) { throw SitePathFailure(path: text, problem: problem) }
        }
        guard text.utf8.count <= 1024 else {
            throw SitePathFailure(path: text, problem: "it is longer than 1024 bytes")
        }
        self.text = text
    }

    private init(trusted text: String) { self.text = text }

    /// What keeps a name from being a segment of a URL and a file's name; `nil` if nothing does.
    package static func problem(with segment: some StringProtocol) -> String? {
        if segment.isEmpty { return "it has an empty part" }
        if segment == "." || segment == ".." { return "`\(segment)` would leave its folder" }
        if segment.utf8.contains(UInt8(ascii: "/")) || segment.utf8.contains(UInt8(ascii: "\\")) {
            return "it holds a slash"
        }
        if segment.hasPrefix("."), segment != ".well-known" { return "names that begin with a dot are never served" }
        let isPlain = segment.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if !isPlain, segment.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "it holds a control character"
        }
        return segment.utf8.count > 200 ? "a part of it is longer than 200 bytes" : nil
    }

    /// The file that answers for this path, from the destination.
    package var file: String { text.isEmpty || text.hasSuffix("/") ? text + "index.html" : text }

    /// Percent-encoded (RFC 3986 §2.1), with a leading slash.
    package var href: String {
        if text.utf8.allSatisfy({ Self.isUnreserved[Int($0)] }) { return "/" + text }
        var result = "/"
        for byte in text.utf8 {
            if Self.isUnreserved[Int(byte)] {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }

    private static let isUnreserved: [Bool] = {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/!$&'()*+,;=:@".utf8)
        return (0...255).map { plain.contains(UInt8($0)) }
    }()

    /// A path below this one, which must be a folder (`posts/`) or home.
    package func appending(_ relative: String) throws(SitePathFailure) -> SitePath {
        try SitePath(text + relative)
    }

    package var description: String { "/" + text }
    package static func < (left: SitePath, right: SitePath) -> Bool { left.text < right.text }
}

/// Why text is no `SitePath`.
package struct SitePathFailure: Error, Hashable, CustomStringConvertible {
    package let path: String
    package let problem: String

    package var description: String {
        "`/\(path.unicodeScalars.map(Self.visible).joined())` cannot be a path: \(problem)"
    }

    private static func visible(_ scalar: Unicode.Scalar) -> String {
        scalar.properties.generalCategory == .control ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
    }
}

/// Who answers at which path; the one place where collisions are found.
package struct RouteTable: Sendable {
    package enum Owner: Hashable, Sendable, CustomStringConvertible {
        /// By its path, as messages name it.
        case file(String)
        /// What the build makes by itself: "the home page".
        case generated(String)
        /// An old address of a file's page.
        case alias(of: String)

        package var description: String {
            switch self {
            case .file(let name), .generated(let name): name
            case .alias(let name): "an alias of \(name)"
            }
        }
    }

    private var owners: [String: Owner] = [:]

    package init() {}

    /// Gives a path to an owner.
    ///
    /// - Returns: The collision, when somebody else has the path or a file stands where a folder must be.
    package mutating func claim(_ path: SitePath, for owner: Owner) -> Diagnostic? {
        guard let other = owners.updateValue(owner, forKey: path.file) else { return nil }
        owners[path.file] = other
        let (first, second) = "\(other)" < "\(owner)" ? (other, owner) : (owner, other)
        return Diagnostic(
            .error, path: Self.place(of: owner, or: other), "\(first) and \(second) both want the URL \(path)",
            suggestion: Self.advice(owner, other))
    }

    private static func advice(_ owner: Owner, _ other: Owner) -> String {
        switch (owner, other) {
        case (.alias, _), (_, .alias): "leave the alias out"
        case (.file, _), (.generated, _): "give one of them another `slug` or `url`"
        }
    }

    /// Where the message belongs: a file can be changed, the home page can't.
    private static func place(of owner: Owner, or other: Owner) -> String {
        switch (owner, other) {
        case (.file(let path), _), (.alias(let path), _): path
        case (.generated, .file(let path)), (.generated, .alias(let path)): path
        case (.generated, .generated): ""
        }
    }

    /// Files whose own name is needed as a folder by others: `/a` and `/a/b/`.
    package func nestingCollisions() -> [Diagnostic] {
        // Nearly always there are none, which each folder says once.
        var checked: Set<Substring> = []
        var conflicts: Set<String> = []
        for file in owners.keys {
            var rest = file[...]
            while let slash = rest.lastIndex(of: "/") {
                rest = rest[..<slash]
                guard checked.insert(rest).inserted else { break }
                if owners[String(rest)] != nil { conflicts.insert(String(rest)) }
            }
        }
        return conflicts.sorted().flatMap { folder -> [Diagnostic] in
            owners.keys.filter { $0.hasPrefix(folder + "/") }.sorted().compactMap { file in
                guard let other = owners[folder], let owner = owners[file] else { return nil }
                return Diagnostic(
                    .error, path: Self.place(of: owner, or: other),
                    "\(other) is the file /\(folder), and \(owner) needs a folder of that name")
            }
        }
    }

    package func contains(_ path: SitePath) -> Bool { owners[path.file] != nil }
    package func owner(of path: SitePath) -> Owner? { owners[path.file] }

    /// Who has places below a folder, by their paths.
    package func owners(below folder: String) -> [Owner] {
        owners.filter { $0.key.hasPrefix(folder) }.sorted { $0.key < $1.key }.map(\.value)
    }
}
