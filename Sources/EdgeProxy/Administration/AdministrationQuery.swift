import Foundation

/// The parameters of an administration request, percent-encoded in its target.
struct AdministrationQuery {
    private let pairs: [(name: String, value: String)]

    /// - Returns: `nil` where an escape is none.
    init?(_ text: String) {
        var pairs: [(name: String, value: String)] = []
        for parameter in text.split(separator: "&") {
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let value = parts.count == 2 ? String(parts[1]).removingPercentEncoding : "" else { return nil }
            pairs.append((String(parts[0]), value))
        }
        self.pairs = pairs
    }

    subscript(name: String) -> String? { pairs.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }
}
