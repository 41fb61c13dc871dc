package import SiteModel

/// What a build did.
package struct BuildReport: Sendable {
    package var posts = 0
    package var pages = 0
    /// Originals; each has several renditions.
    package var pictures = 0
    /// Files of the destination.
    package var written = 0
    package var unchanged = 0
    package var deleted = 0
    package var warnings: [Diagnostic] = []
    package var changes = Changes()
    /// Files that were left out, and when the first of them is due.
    package var heldBack = Site.HeldBack()
    /// `nil` without `compresses`.
    package var compressed: CompressedTexts?
    var compressedAnew = 0
    package var durations: [(step: BuildStep, duration: Duration)] = []

    mutating func add(_ duration: Duration, to step: BuildStep) {
        if let index = durations.firstIndex(where: { $0.step == step }) {
            durations[index].duration += duration
        } else {
            durations.append((step, duration))
        }
    }

    /// URL paths, encoded, base path included.
    package struct Changes: Hashable, Sendable {
        package var added: [String] = []
        package var changed: [String] = []
        package var removed: [String] = []

        package var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }
    }
}

/// The steps of a build, in order.
package enum BuildStep: String, Sendable, CaseIterable {
    case read, theme, pictures, plan, render, compress, publish
}

/// Told how far a build is. Called from several threads.
package struct BuildObserver: Sendable {
    package var progress: @Sendable (_ step: BuildStep, _ done: Int, _ total: Int) -> Void

    package init(progress: @escaping @Sendable (_ step: BuildStep, _ done: Int, _ total: Int) -> Void) {
        self.progress = progress
    }

    package static let silent = BuildObserver { _, _, _ in }
}

/// Why there is no new site. The old one stands as it was, unless publishing itself was cut short.
package enum BuildFailure: Error, CustomStringConvertible {
    /// The author can put this right: every error that was found, and the warnings.
    case invalid([Diagnostic])
    /// The destination holds files that no build of ours made (exit 3).
    case foreignDestination(path: String)
    /// Another build is writing there (exit 3).
    case busyDestination(path: String)
    /// The disk said no.
    case disk(DiskFailure, BuildStep)

    package var description: String {
        switch self {
        case .invalid(let diagnostics): diagnostics.map(\.description).joined(separator: "\n")
        case .foreignDestination(let path):
            "\(path) is not empty and was not made by masthead build: choose another --destination, or empty it yourself"
        case .busyDestination(let path): "another build is writing to \(path): wait for it to end"
        case .disk(let failure, let step): "\(failure) (while the build was at \(step.rawValue))"
        }
    }
}
