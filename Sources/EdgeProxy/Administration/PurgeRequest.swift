import Foundation
import HTTPCaching

/// The query of `POST /purge`: what, and how.
struct PurgeRequest: Hashable {
    let target: PurgeTarget
    let mode: PurgeMode

    enum Mistake: Error, CustomStringConvertible {
        case notOneThing
        case unknown
        case notAnAddress
        case notATag

        var description: String {
            switch self {
            case .notOneThing: "name one of everything, url=http://…, tag=… and prefix=http://…"
            case .unknown: "beside what is purged there may be soft or dry-run, and nothing else"
            case .notAnAddress: "an address is whole, such as http://127.0.0.1:8080/about/"
            case .notATag: "a tag is 1 to 1024 visible ASCII characters"
            }
        }
    }

    init(query: String) throws(Mistake) {
        var targets: [PurgeTarget] = []
        var mode = PurgeMode.hard
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            let value = parts.count == 2 ? parts[1].removingPercentEncoding : nil
            switch (parts[0], value) {
            case ("everything", nil): targets.append(.everything)
            case ("soft", nil): mode = mode == .hard ? .soft : mode
            case ("dry-run", nil): mode = .dryRun
            case ("url", let text?):
                let address = try Self.address(text)
                targets.append(.url(authority: address.authority, target: address.target))
            case ("prefix", let text?):
                let address = try Self.address(text)
                targets.append(.prefix(authority: address.authority, path: address.target))
            case ("tag", let text?):
                guard let tag = cacheTag(text) else { throw .notATag }
                targets.append(.tag(tag))
            case ("url", nil), ("prefix", nil): throw .notAnAddress
            case _: throw .unknown
            }
        }
        guard targets.count == 1 else { throw .notOneThing }
        target = targets[0]
        self.mode = mode
    }

    private static func address(_ text: String) throws(Mistake) -> (authority: String, target: String) {
        guard let url = URLComponents(string: text), let host = url.percentEncodedHost, !host.isEmpty else {
            throw .notAnAddress
        }
        let path = url.percentEncodedPath.isEmpty ? "/" : url.percentEncodedPath
        return (
            url.port.map { "\(host):\($0)" } ?? host, path + (url.percentEncodedQuery.map { "?" + $0 } ?? "")
        )
    }
}
