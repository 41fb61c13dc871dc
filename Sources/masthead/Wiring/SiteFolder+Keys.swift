import Foundation
import Subscriptions

extension SiteFolder {
    /// Signs links in mails with the newest key and still knows the older ones: `tokens`, `tokens2`, `tokens3`…
    func mint() throws -> TokenMint {
        let keys = try (["tokens"] + laterTokenKeys).enumerated().map { index, name in
            guard let key = TokenKey(id: "k\(index + 1)", secret: try secret(name)) else {
                throw CommandFailure("the key .masthead/keys/\(name) is too short", code: .usage)
            }
            return key
        }
        guard let current = keys.last else { throw CommandFailure("there is no key to sign links with", code: .usage) }
        return TokenMint(current: current, previous: keys.dropLast())
    }

    /// Makes a new key that signs from the next start on.
    ///
    /// - Returns: The file's name.
    func rotateTokenKey() throws -> String {
        _ = try secret("tokens")
        let name = "tokens\(laterTokenKeys.count + 2)"
        _ = try secret(name)
        return name
    }

    private var laterTokenKeys: [String] {
        var names: [String] = []
        while FileManager.default.fileExists(atPath: "\(state)/keys/tokens\(names.count + 2)") {
            names.append("tokens\(names.count + 2)")
        }
        return names
    }
}
