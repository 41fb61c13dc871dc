import SiteModel
import Synchronization
import Templates

/// Every post as lists show it, made when it is first asked for: a build that changes little asks for few.
final class ListedPosts: Sendable {
    private let make: @Sendable (Int) -> [String: TemplateValue]
    private let known: Mutex<[Int: [String: TemplateValue]]>

    init(_ make: @escaping @Sendable (Int) -> [String: TemplateValue]) {
        self.make = make
        known = Mutex([:])
    }

    subscript(index: Int) -> [String: TemplateValue] {
        if let fields = known.withLock({ $0[index] }) { return fields }
        // Made outside the lock: two threads may make one post, and both make the same.
        let fields = make(index)
        known.withLock { $0[index] = fields }
        return fields
    }
}
