import SiteModel

/// A file that the site will have.
struct PlannedOutput: Sendable {
    /// What a file is, which decides when it is put in its place: what pages refer to comes before them.
    enum Kind: String, Codable, Sendable, CaseIterable {
        case asset, image, file, page, feed
    }

    /// Where its bytes come from.
    enum Source: Sendable {
        /// Made when asked for.
        case rendered(@Sendable () throws -> [UInt8])
        /// Lies in a file whose digest may be known without reading it.
        case file(String, sha256: String?, bytesCount: Int)
    }

    let path: SitePath
    let kind: Kind
    let source: Source
    /// As a message about a collision names it.
    let owner: String
    /// What caches may purge it by; see `OutputTags`.
    var tags: [String] = []
    /// Of all that its bytes depend on; `nil` when nobody can say, so that it is made every time.
    var key: Fingerprint?
}

/// A file of the destination's dot-folder, for other parts of the program.
struct PlannedInternal: Sendable {
    /// From the dot-folder.
    let name: String
    let key: Fingerprint
    let render: @Sendable () throws -> [UInt8]
}

/// Every file of the site, each path once.
struct BuildPlan {
    private(set) var outputs: [PlannedOutput] = []
    var internals: [PlannedInternal] = []

    /// Paths were claimed in the `RouteTable` before, so no two outputs share one.
    mutating func add(_ output: PlannedOutput) { outputs.append(output) }

    mutating func add(
        _ path: SitePath, _ kind: PlannedOutput.Kind, owner: String, tags: [String] = [],
        key: Fingerprint? = nil, rendered: @escaping @Sendable () throws -> [UInt8]
    ) {
        add(PlannedOutput(path: path, kind: kind, source: .rendered(rendered), owner: owner, tags: tags, key: key))
    }
}
