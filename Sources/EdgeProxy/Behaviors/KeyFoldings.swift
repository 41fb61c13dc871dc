import CacheStorage
import HTTPCaching
import Synchronization

extension CacheKey {
    /// The key of all addresses that a rule makes equal to this one. No address is spelled so: `#` never gets here.
    func folded(by rule: NoVarySearch) -> CacheKey {
        CacheKey(
            origin: origin, authority: authority, target: "\(rule.folding(target))#\(rule)", isSecure: isSecure)
    }

    var isFolded: Bool { target.utf8.contains(UInt8(ascii: "#")) }
}

/// Which parts of a query made no difference in what was lately stored, by path.
///
/// Bounded: forgetting a rule costs a request to the origin, no more.
final class KeyFoldings: Sendable {
    private struct Address: Hashable {
        let origin: String
        let authority: String
        let path: String

        init(_ key: CacheKey) {
            origin = key.origin
            authority = key.authority
            path = String(key.target.prefix { $0 != "?" })
        }
    }

    private let rules = Mutex<[Address: [NoVarySearch]]>([:])
    private let isUsed = Atomic<Bool>(false)
    private static let mostAddresses = 4096
    private static let mostRules = 4

    /// Where else a response for the key may be stored.
    func keys(for key: CacheKey) -> [CacheKey] {
        // Few sites use the field; the others pay for one read.
        guard isUsed.load(ordering: .acquiring) else { return [] }
        return rules.withLock { $0[Address(key)] ?? [] }.map { key.folded(by: $0) }
    }

    func note(_ rule: NoVarySearch, for key: CacheKey) {
        rules.withLock { rules in
            let address = Address(key)
            var known = rules[address] ?? []
            guard known.first != rule else { return }
            known.removeAll { $0 == rule }
            known.insert(rule, at: 0)
            if rules[address] == nil, rules.count >= Self.mostAddresses { rules.removeAll() }
            rules[address] = Array(known.prefix(Self.mostRules))
        }
        isUsed.store(true, ordering: .releasing)
    }
}
